#include "interpreter_host.h"

#include "call_watch.h"

namespace orchestrator::python {
namespace {

/// Calls a function of the package's `_workers`; what goes wrong there must not end the run.
void tell(const char* function) noexcept {
  try {
    nb::module_::import_("strategyOrchestrator._workers").attr(function)();
  } catch (nb::python_error& failed) {
    failed.discard_as_unraisable(function);
  } catch (...) {
    PyErr_Clear();
  }
}

}  // namespace

void InterpreterHost::before_fork() noexcept {
  tell("flush");  // or the worker would write what is buffered here once more
  PyOS_BeforeFork();
}

void InterpreterHost::after_fork_in_parent() noexcept { PyOS_AfterFork_Parent(); }

void InterpreterHost::after_fork_in_child() noexcept {
  PyOS_AfterFork_Child();
  CallWatch::forget_in_child();
  tell("become_worker");
  try {
    CallWatch::install_signal_handler();
  } catch (nb::python_error& failed) {
    failed.discard_as_unraisable("become_worker");
  }
}

void InterpreterHost::end_of_child() noexcept { tell("flush"); }

}  // namespace orchestrator::python
