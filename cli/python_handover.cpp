#include "python_handover.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include "orchestrator/base/error.h"
#include "orchestrator/base/version.h"

namespace {

namespace fs = std::filesystem;
using orchestrator::Error;
using orchestrator::strategy_error;

/// Set by kBootstrap when the interpreter could not take over.
constexpr const char* kRefusal = "ORCHESTRATOR_HANDOVER_REFUSED";

/// Arguments: this program, the engine's version, the command line. An interpreter without a fitting package gives the process back, so that the
/// error looks like any other.
constexpr const char* kBootstrap = R"(import os, sys
program, version = sys.argv[1:3]
try:
    import strategyOrchestrator.command as command
    reason = "" if command.version() == version else f"has strategyOrchestrator {command.version()}, this command is {version}"
except ImportError as error:
    reason = f"cannot import strategyOrchestrator: {error}"
if not reason:
    sys.exit(command.main(sys.argv[3:]))
os.environ["ORCHESTRATOR_HANDOVER_REFUSED"] = f"{sys.executable} {reason}"
os.execv(program, sys.argv[3:])
)";

const char* set_variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? value : nullptr;
}

fs::path own_program() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored);
}

std::string interpreter() {
  if (const char* chosen = set_variable("ORCHESTRATOR_PYTHON")) return chosen;
  std::error_code ignored;
  if (const char* environment = set_variable("VIRTUAL_ENV")) {
    const fs::path python = fs::path(environment) / "bin" / "python3";
    if (fs::exists(python, ignored)) return python.string();
  }
  const fs::path beside = own_program().parent_path() / "python3";
  return fs::exists(beside, ignored) ? beside.string() : "python3";
}

/// What was read from stdin, to be read from there again.
void put_back(const std::string& input) {
  const int file = ::memfd_create("configuration", 0);
  std::size_t done = 0;
  while (file >= 0 && done < input.size()) {
    const ssize_t count = ::write(file, input.data() + done, input.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    done += static_cast<std::size_t>(count);
  }
  if (file < 0 || done < input.size() || ::lseek(file, 0, SEEK_SET) != 0 || ::dup2(file, STDIN_FILENO) < 0) {
    throw orchestrator::internal_error("handover_failed", fmt::format("the configuration can't be handed over: {}", std::strerror(errno)));
  }
  ::close(file);
}

Error unavailable(const std::string& reason, const std::string& where) {
  return strategy_error("python_unavailable", "the configuration names Python code, but " + reason, where,
                        "install the strategyOrchestrator package into the Python that is used (pip install), or name another one in "
                        "$ORCHESTRATOR_PYTHON; a C++ plug-in is named by its file, e.g. ./libmy.so");
}

}  // namespace

void hand_over_to_python(const std::vector<std::string>& arguments, const std::string* input, const std::string& where) {
  if (const char* refusal = set_variable(kRefusal)) throw unavailable(refusal, where);
  const std::string python = interpreter();
  if (input) put_back(*input);
  const std::string program = own_program().string();
  const std::string version(orchestrator::engine_version());
  std::vector<const char*> line{python.c_str(), "-c", kBootstrap, program.c_str(), version.c_str()};
  for (const std::string& argument : arguments) line.push_back(argument.c_str());
  line.push_back(nullptr);
  ::execvp(python.c_str(), const_cast<char* const*>(line.data()));
  throw unavailable(fmt::format("{} can't be started: {}", python, std::strerror(errno)), where);
}
