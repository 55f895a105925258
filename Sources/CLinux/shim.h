#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>

// glibc shows these only where GNU extensions are asked for, and Swift's importer does not ask.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
const char *sigabbrev_np(int);
enum { SPAWN_SETSID = 0x80 };

// Swift cannot call what takes any number of arguments.
static inline int signal_at_parents_death(int signal) {
  return prctl(PR_SET_PDEATHSIG, signal);
}
