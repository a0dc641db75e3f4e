// The part of the program that needs Arrow, Parquet, zip and HTTP libraries. It is a shared library of its own, beside the program or in
// ../lib/orchestrator, and is loaded when first asked for: to load those libraries costs more than a back-test over a million bars, which reads
// the store without them.
#pragma once

#include <utility>

namespace orchestrator {

/// The function's address. Throws an internal error (`files_library_missing`) when the library cannot be loaded or lacks the name.
void* files_library_symbol(const char* name);

/// A function of that library; its type is that of `Function`, which the library exports under `name`.
template <typename Function>
class FilesFunction {
 public:
  constexpr explicit FilesFunction(const char* name) : name_(name) {}
  template <typename... Args>
  auto operator()(Args&&... args) const {
    return reinterpret_cast<Function*>(files_library_symbol(name_))(std::forward<Args>(args)...);
  }

 private:
  const char* name_;
};

}  // namespace orchestrator
