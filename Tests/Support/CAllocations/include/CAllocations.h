/* How often this thread has asked for memory. */
long allocations(void);

/* Whether that is counted: not beside a sanitizer, which has an allocator of its own. */
int counts_allocations(void);
