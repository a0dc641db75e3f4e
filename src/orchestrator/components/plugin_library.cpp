#include "orchestrator/components/plugin_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string_view>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

/// A place in the configuration together with the file it led to.
std::string place_of(const ComponentSpec& spec) { return spec.where + "/module"; }

fs::path find_library(const ComponentSpec& spec, const std::vector<std::string>& search_path) {
  std::string looked_at;
  std::vector<fs::path> candidates;
  if (fs::path(spec.module).is_absolute())
    candidates.push_back(spec.module);
  else
    for (const std::string& folder : search_path) candidates.push_back(fs::path(folder) / spec.module);
  if (candidates.empty()) candidates.push_back(spec.module);
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::is_regular_file(candidate, ignored)) return fs::absolute(candidate).lexically_normal();
    looked_at += (looked_at.empty() ? "" : ", ") + candidate.lexically_normal().string();
  }
  throw strategy_error("plugin_not_found", fmt::format("there is no plug-in '{}'", spec.module), place_of(spec), "looked at: " + looked_at);
}

void* open_library(const ComponentSpec& spec, const std::string& path) {
  // NODELETE: objects, vtables and exception types of the plug-in may be in use until the very end.
  if (void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) return handle;
  const char* reason = ::dlerror();
  const std::string text = reason ? reason : "unknown reason";
  const bool unresolved = text.find("undefined symbol") != std::string::npos;
  throw strategy_error("plugin_unloadable", fmt::format("'{}' can't be loaded: {}", spec.module, text), place_of(spec),
                       unresolved ? "a plug-in may use only what orchestrator/components/plugin.h includes, and must link its own libraries"
                                  : "it must be a shared library for this machine");
}

std::string version_problem(const PluginDescriptor& descriptor) {
  if (descriptor.abi_version != ORCHESTRATOR_PLUGIN_ABI_VERSION) {
    return fmt::format("it has plug-in ABI version {}, this engine has {}", descriptor.abi_version, ORCHESTRATOR_PLUGIN_ABI_VERSION);
  }
  if (std::string_view(descriptor.abi) != kPluginAbi)
    return fmt::format("it was built with {}, this engine with {}", descriptor.abi, kPluginAbi);
  const std::span theirs(descriptor.sizes, descriptor.size_count);
  if (!std::equal(theirs.begin(), theirs.end(), std::begin(kPluginSizes), std::end(kPluginSizes)))
    return "its classes have another layout than this engine's";
  return {};
}

const PluginDescriptor& descriptor_of(const ComponentSpec& spec, void* handle) {
  using GetDescriptor = const PluginDescriptor* (*)();
  const auto get = reinterpret_cast<GetDescriptor>(::dlsym(handle, "orchestrator_plugin_descriptor"));
  const PluginDescriptor* descriptor = get ? get() : nullptr;
  if (!descriptor || descriptor->magic != kPluginMagic) {
    throw strategy_error("plugin_unregistered", fmt::format("'{}' is a library, but no plug-in: it registers nothing", spec.module),
                         place_of(spec), "add ORCHESTRATOR_PLUGIN(plugin) { plugin.strategy<MyStrategy>(\"MyStrategy\"); }");
  }
  if (const std::string problem = version_problem(*descriptor); !problem.empty()) {
    throw strategy_error("plugin_abi_mismatch", fmt::format("'{}' does not fit this engine: {}", spec.module, problem), place_of(spec),
                         "build the plug-in again with this engine's headers and the same compiler");
  }
  return *descriptor;
}

}  // namespace

PluginLibrary::PluginLibrary(const ComponentSpec& spec, const std::vector<std::string>& search_path)
    : path_(find_library(spec, search_path).string()) {
  const PluginDescriptor& descriptor = descriptor_of(spec, open_library(spec, path_));
  try {
    descriptor.register_classes(classes_);
  } catch (const std::exception& error) {
    throw strategy_error("plugin_failed", fmt::format("'{}' failed while registering its classes: {}", spec.module, error.what()),
                         place_of(spec));
  }
}

}  // namespace orchestrator
