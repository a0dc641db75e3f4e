#include "output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "orchestrator/base/error.h"
#include "orchestrator/results/result_json.h"
#include "terminal.h"

namespace {

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw orchestrator::data_error("output_failed", fmt::format("the result could not be written to stdout: {}", std::strerror(errno)),
                                     "stdout", errno == EPIPE ? "whoever read the output closed it before it was complete" : "");
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void write_document(std::string_view text) {
  write_all(text);
  if (!text.ends_with('\n')) write_all("\n");
}

void write_document(const orchestrator::TextWriter& write) {
  write(write_all);
  write_all("\n");
}

int report_error(const orchestrator::Error& error) {
  fmt::print(stderr, "error: {}{}\n", error.message(), error.where().empty() ? "" : " (at " + error.where() + ")");
  if (!error.hint().empty()) fmt::print(stderr, "hint: {}\n", error.hint());
  if (!error.details().empty()) fmt::print(stderr, "{}\n", error.details());
  if (stdout_is_terminal()) return error.exit_status();  // whoever reads it has read it above
  try {
    write_document(orchestrator::to_json(error, false));
  } catch (const orchestrator::Error& unwritable) {
    if (error.code() != unwritable.code()) fmt::print(stderr, "error: {}\n", unwritable.message());
  }
  return error.exit_status();
}
