#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

// glibc shows these only where GNU extensions are asked for, and Swift's importer does not ask.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
const char *sigabbrev_np(int);
extern char *program_invocation_short_name;
enum { SPAWN_SETSID = 0x80 };

// Swift cannot call what takes any number of arguments.
static inline int signal_at_parents_death(int signal) {
  return prctl(PR_SET_PDEATHSIG, signal);
}

static inline int adopt_orphans(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static inline void take_name_of_invocation(void) {
  prctl(PR_SET_NAME, program_invocation_short_name);
}

// A descriptor for a process. glibc has a wrapper only since 2.36, and the system since 5.3.
static inline int descriptor_of_process(int id) {
  return syscall(SYS_pidfd_open, id, 0);
}

// How many processors the process may use; glibc hides the call, the system does not.
static inline int processors_allowed(void) {
  unsigned long mask[128] = {0};
  long size = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int count = 0;
  for (long i = 0; i < size / (long)sizeof mask[0]; i++) count += __builtin_popcountl(mask[i]);
  return count > 0 ? count : 1;
}

// Tells of every object that the loader has brought in. glibc hides it as it does those above; of
// what it tells, only the name is looked at.
struct loaded_object {
  unsigned long address;
  const char *name;
};
int dl_iterate_phdr(int (*)(struct loaded_object *, unsigned long, void *), void *);

// 1 or 0; -1 where the system does not say. A macro that Swift does not see tells it.
static inline int clock_is_synchronized(void) {
  struct timex facts = {0};
  return adjtimex(&facts) < 0 ? -1 : (facts.status & STA_UNSYNC) == 0;
}
