// The one exception type that carries an expected failure from where it happens to the edge
// (command line, Python, container), where it becomes JSON and an exit status.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace orchestrator {

/// What kind of input or part failed. The value is the process's exit status.
enum class ErrorKind : int {
  kConfiguration = 2,  ///< the configuration cannot mean a run
  kData = 3,           ///< candles are missing, corrupt or contradictory
  kStrategy = 4,       ///< a strategy, policy or plug-in failed or cannot be loaded
  kInternal = 5,       ///< an invariant of the engine was broken: a defect of ours
  kInterrupted = 130,  ///< Ctrl-C or a termination signal
};

/// An expected failure. `code` is stable and machine-readable (`unknown_key`), `message` says what is
/// wrong with the values seen, `where` is a JSON path (`/strategy/params/fast`) or file and row, `hint` what to try.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string code, std::string message, std::string where = {}, std::string hint = {})
      : kind_(kind), code_(std::move(code)), message_(std::move(message)), where_(std::move(where)), hint_(std::move(hint)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  ErrorKind kind() const noexcept { return kind_; }
  int exit_status() const noexcept { return static_cast<int>(kind_); }
  const std::string& code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& where() const noexcept { return where_; }
  const std::string& hint() const noexcept { return hint_; }
  /// More lines for whoever debugs, e.g. a traceback. They go to the log, never into a result.
  const std::string& details() const noexcept { return details_; }
  Error with_details(std::string details) && {
    details_ = std::move(details);
    return std::move(*this);
  }

 private:
  ErrorKind kind_;
  std::string code_;
  std::string message_;
  std::string where_;
  std::string hint_;
  std::string details_;
};

inline Error configuration_error(std::string code, std::string message, std::string where = {}, std::string hint = {}) {
  return {ErrorKind::kConfiguration, std::move(code), std::move(message), std::move(where), std::move(hint)};
}
inline Error data_error(std::string code, std::string message, std::string where = {}, std::string hint = {}) {
  return {ErrorKind::kData, std::move(code), std::move(message), std::move(where), std::move(hint)};
}
inline Error strategy_error(std::string code, std::string message, std::string where = {}, std::string hint = {}) {
  return {ErrorKind::kStrategy, std::move(code), std::move(message), std::move(where), std::move(hint)};
}
inline Error internal_error(std::string code, std::string message, std::string where = {}, std::string hint = {}) {
  return {ErrorKind::kInternal, std::move(code), std::move(message), std::move(where), std::move(hint)};
}
inline Error interrupted_error() { return {ErrorKind::kInterrupted, "interrupted", "interrupted before it was complete"}; }

}  // namespace orchestrator
