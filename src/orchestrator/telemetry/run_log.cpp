#include "orchestrator/telemetry/run_log.h"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <random>

namespace orchestrator {

RunLog::RunLog(Level level) : tag_(fmt::format("Backtest_{:08X}", std::random_device{}())) {
  logger_ = std::make_unique<spdlog::logger>(tag_, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ [%n] %l: %v", spdlog::pattern_time_type::utc));
  logger_->set_level(level == Level::kQuiet ? spdlog::level::err : spdlog::level::info);
}

RunLog::~RunLog() = default;

void RunLog::info(std::string_view message) { logger_->info("{}", message); }
void RunLog::warning(std::string_view message) { logger_->warn("{}", message); }
void RunLog::error(std::string_view message) { logger_->error("{}", message); }

}  // namespace orchestrator
