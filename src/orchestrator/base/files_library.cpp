#include "orchestrator/base/files_library.h"

#include <dlfcn.h>

#include <filesystem>
#include <string>
#include <vector>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "liborchestrator_files.so";

/// Where this code lies: a program, or a module of another one.
fs::path own_folder() {
  Dl_info info{};
  std::error_code error;
  if (::dladdr(reinterpret_cast<const void*>(&files_library_symbol), &info) != 0 && info.dli_fname) {
    const fs::path file = fs::canonical(info.dli_fname, error);
    if (!error && file.extension() == ".so") return file.parent_path();
  }
  return fs::read_symlink("/proc/self/exe", error).parent_path();  // a program's name is what it was called by
}

/// Beside the program or module; where it is installed to; and in the Python package of the environment that the program belongs to.
std::vector<fs::path> places(const fs::path& here) {
  const fs::path lib = (here / "../lib").lexically_normal();
  std::vector<fs::path> found{here, lib / "orchestrator"};
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(lib, error)) {
    const fs::path package = entry.path() / "site-packages/strategyOrchestrator";
    if (entry.path().filename().string().starts_with("python") && fs::exists(package / kName, error)) found.push_back(package);
  }
  return found;
}

void* open_library() {
  const fs::path here = own_folder();
  std::string looked_at;
  for (const fs::path& folder : places(here)) {
    const fs::path file = folder / kName;
    // Never unloaded: threads and tables of the libraries below live as long as the process.
    if (void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) return library;
    const char* reason = ::dlerror();
    looked_at += std::string(looked_at.empty() ? "" : "; ") + (reason ? reason : file.c_str());
  }
  throw internal_error("files_library_missing", std::string(kName) + " cannot be loaded: " + looked_at, here.string(),
                       "it belongs beside the program, or into ../lib/orchestrator: build or install again");
}

}  // namespace

void* files_library_symbol(const char* name) {
  static void* const library = open_library();
  void* const* const function = static_cast<void* const*>(::dlsym(library, name));
  if (!function)
    throw internal_error("files_library_missing", std::string(kName) + " has no " + name, "",
                         "it is of another version: build or install again");
  return *function;
}

}  // namespace orchestrator
