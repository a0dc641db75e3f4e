#include "output_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "orchestrator/base/error.h"
#include "orchestrator/results/result_arrow.h"

namespace fs = std::filesystem;

OutputFolder::OutputFolder(std::string path) : path_(std::move(path)) {
  const auto refuse = [&](const std::string& reason) {
    return orchestrator::configuration_error("unwritable_output", fmt::format("nothing can be written to '{}': {}", path_, reason),
                                             "--output", "name a folder that may be written; it is made when it is missing");
  };
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw refuse(error.message());
  if (::access(path_.c_str(), W_OK | X_OK) != 0) throw refuse(std::strerror(errno));
}

void OutputFolder::write_document(const orchestrator::TextWriter& write) const {
  const fs::path target = fs::path(path_) / "result.json";
  const fs::path temporary = fs::path(path_) / fmt::format(".result.json.{}", ::getpid());
  std::ofstream file(temporary, std::ios::binary);
  write([&](std::string_view piece) { file << piece; });
  file << '\n';
  file.close();
  std::error_code error;
  if (file) fs::rename(temporary, target, error);
  if (file && !error) return;
  const std::string reason = error ? error.message() : std::strerror(errno);
  fs::remove(temporary, error);
  throw orchestrator::data_error("output_failed", fmt::format("{} can't be written: {}", target.string(), reason), target.string());
}

void OutputFolder::write_tables(const orchestrator::BacktestResult& result) const {
  orchestrator::write_trades_arrow_loaded(result, (fs::path(path_) / "trades.arrow").string());
  orchestrator::write_equity_arrow_loaded(result, (fs::path(path_) / "equity.arrow").string());
}
