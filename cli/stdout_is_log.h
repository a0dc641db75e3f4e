// Stdout is for the one document: what user code prints is log.
#pragma once

/// While it lives and is wanted, whatever is written to file descriptor 1 goes to stderr, also by libraries and by programs that user code starts.
class StdoutIsLog {
 public:
  explicit StdoutIsLog(bool wanted);
  ~StdoutIsLog();
  StdoutIsLog(const StdoutIsLog&) = delete;
  StdoutIsLog& operator=(const StdoutIsLog&) = delete;

 private:
  int stdout_ = -1;  ///< where it led
};
