// The log of one run on stderr: `2024-01-01T12:00:00.123Z [Backtest_1A2B3C4D] info: …`.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): the library's name
}

namespace orchestrator {

/// Lines with time (UTC), tag and level. Thread-safe. Knows no global logger.
class RunLog {
 public:
  /// Where to start: `kQuiet` writes errors only.
  enum class Level { kNormal, kQuiet };
  explicit RunLog(Level level);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  /// `Backtest_` and eight random hex digits: tells the lines of runs apart that share a log.
  const std::string& tag() const { return tag_; }
  void info(std::string_view message);
  void warning(std::string_view message);
  void error(std::string_view message);

 private:
  std::string tag_;
  std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace orchestrator
