#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "bindings.h"
#include "call_watch.h"
#include "candle_arrays.h"
#include "command_line.h"
#include "component_loader.h"
#include "orchestrator/engine/configuration_reader.h"
#include "orchestrator/engine/configuration_schema.h"
#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/engine/run_repository.h"
#include "python_errors.h"
#include "run_result.h"

namespace orchestrator::python {
namespace {

using Clock = std::chrono::steady_clock;

/// What the caller's thread does between blocks of bars: looks for Ctrl-C, shows progress, lets other Python threads work.
class Interlude {
 public:
  Interlude(const Progress& progress, nb::object on_progress, bool holds_lock)
      : progress_(progress), on_progress_(std::move(on_progress)), holds_lock_(holds_lock) {}

  void operator()() {
    const auto now = Clock::now();
    if (now - last_ < std::chrono::milliseconds(20)) return;
    last_ = now;
    if (holds_lock_) {
      {
        const nb::gil_scoped_release others;
      }
      look_up();
    } else {
      const nb::gil_scoped_acquire locked;
      look_up();
    }
  }

 private:
  void look_up() const {
    if (PyErr_CheckSignals() < 0) throw nb::python_error();
    if (on_progress_.is_none()) return;
    const Progress::Snapshot seen = progress_.snapshot();
    on_progress_(seen.phase, seen.done, seen.total);
  }

  const Progress& progress_;
  nb::object on_progress_;
  bool holds_lock_;
  Clock::time_point last_ = Clock::now();
};

std::unique_ptr<RunResult> run(const std::string& text, const std::string& folder, const AnyDict& objects, const nb::object& candles,
                               const nb::object& on_progress) {
  const RunConfiguration config = candles.is_none() ? read_configuration(text, folder)
                                                    : read_configuration(text, read_inline_rows(nb::cast<nb::dict>(candles)), folder);
  InterpreterLoader loader(objects);
  const bool has_python = first_python_component(config) != nullptr;
  const RunComponents components = load_run_components(config, &loader);
  const auto repository = open_run_repository(config);
  RunContext context;
  Interlude interlude(context.progress, on_progress, has_python);
  context.poll = [&] { interlude(); };
  // Python code is called millions of times: the lock is kept for the whole run, and lent to others in the interludes.
  std::optional<nb::gil_scoped_release> unlocked;
  if (!has_python) unlocked.emplace();
  auto result = std::make_unique<RunResult>(RunResult{run_backtest(config, components, *repository, context)});
  unlocked.reset();
  return result;
}

int command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = arguments;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  InterpreterLoader loader;
  return run_command_line(static_cast<int>(words.size()), pointers.data(), {&loader});
}

void raise_time_limit(int /*signal*/, const nb::object& /*frame*/) {
  if (!CallWatch::time_is_up()) return;
  const nb::object type = nb::module_::import_("strategyOrchestrator.errors").attr("TimeLimitExceeded");
  PyErr_SetString(type.ptr(), "the time limit is over");
  throw nb::python_error();
}

}  // namespace

void bind_run(nb::module_& m) {
  m.def("run", &run, nb::arg("config"), nb::arg("folder"), nb::arg("objects"), nb::arg("candles").none(), nb::arg("on_progress").none(),
        "One back-test. config: JSON. folder: the configuration's own, for relative paths. objects: {JSON pointer: Python component}. "
        "candles: None, or\n"
        "{section: {symbol: arrays}}. on_progress: called with (phase, bars done, bars in all).");
  m.def("command", &command, nb::arg("arguments"), "The `orchestrator` command; returns its exit status.");
  m.def("schema", [] { return configuration_schema().dump(); }, "The configuration's JSON Schema.");
  m.def("_raise_time_limit", &raise_time_limit);
}

}  // namespace orchestrator::python
