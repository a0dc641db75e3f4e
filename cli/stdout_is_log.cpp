#include "stdout_is_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

StdoutIsLog::StdoutIsLog(bool wanted) {
  if (!wanted) return;
  std::fflush(stdout);
  stdout_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);
  if (stdout_ >= 0) ::dup2(STDERR_FILENO, STDOUT_FILENO);
}

StdoutIsLog::~StdoutIsLog() {
  if (stdout_ < 0) return;
  std::fflush(stdout);
  ::dup2(stdout_, STDOUT_FILENO);
  ::close(stdout_);
}
