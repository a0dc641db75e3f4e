// The engine's own components as Python holds them (`strategyOrchestrator._native`): back to what the engine makes itself.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "orchestrator/components/component_spec.h"
#include "orchestrator/strategies/base_strategy.h"
#include "python.h"

namespace orchestrator::python {

/// What an object stands for.
struct NativeForm {
  ComponentSpec spec;                 ///< a built-in; its parameters may name Python objects by place
  nb::dict members;                   ///< {JSON pointer: Python object}: those that they name
  std::string name;                   ///< of the object's class
  std::optional<std::uint64_t> seed;  ///< its own, instead of the run's
};

/// Of an object of this kind whose class overrides none of the engine's methods; nullopt for everything else. `where` is its place.
std::optional<NativeForm> native_form(const nb::object& object, const char* kind, const std::string& where);

/// The strategy under another name, the same one when it has that name already.
std::unique_ptr<BaseStrategy> under_name(std::unique_ptr<BaseStrategy> strategy, const std::string& name);

}  // namespace orchestrator::python
