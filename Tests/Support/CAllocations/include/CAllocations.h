/* How often this thread has asked for memory. */
long allocations(void);
