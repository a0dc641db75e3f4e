// From this program to a Python interpreter, for runs with components in Python.
#pragma once

#include <string>
#include <vector>

/// Replaces this process by an interpreter that runs the same command line with the strategyOrchestrator package: $ORCHESTRATOR_PYTHON, else
/// $VIRTUAL_ENV's, else the one beside this program, else python3. `input` is what was read from stdin already; null: nothing was. `where` is the
/// component's place in the configuration. Throws a strategy error (`python_unavailable`) when there is no interpreter, or none with a package of this version: the interpreter then comes back
/// here to say so.
[[noreturn]] void hand_over_to_python(const std::vector<std::string>& arguments, const std::string* input, const std::string& where);
