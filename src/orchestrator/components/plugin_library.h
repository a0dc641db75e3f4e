// A shared library with a user's components.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/components/component_spec.h"
#include "orchestrator/components/plugin.h"

namespace orchestrator {

/// A loaded plug-in. The library itself stays in the process for good, since objects and exceptions of its classes may outlive this.
class PluginLibrary {
 public:
  /// Loads the library that `spec.module` names. Relative paths are looked for in the folders of `search_path`, in order. Throws strategy
  /// errors: `plugin_not_found`, `plugin_unloadable`, `plugin_unregistered`, `plugin_abi_mismatch`, `plugin_failed`.
  PluginLibrary(const ComponentSpec& spec, const std::vector<std::string>& search_path);

  const std::string& path() const { return path_; }
  const PluginRegistry& classes() const { return classes_; }

 private:
  std::string path_;
  PluginRegistry classes_;
};

}  // namespace orchestrator
