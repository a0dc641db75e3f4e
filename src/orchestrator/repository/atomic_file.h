// A file that appears whole or not at all, also when the machine loses power.
#pragma once

#include <filesystem>
#include <functional>

namespace orchestrator {

/// Calls `write(descriptor)` on `.<name>.tmp` in the target's folder, then fsync, rename to `target`, fsync of the folder. The temporary
/// file is removed when `write` throws; one left by a crash is overwritten, so at most one writer a target may be at work (SeriesLock).
/// Throws a data error (`write_failed`).
void write_atomically(const std::filesystem::path& target, const std::function<void(int descriptor)>& write);

}  // namespace orchestrator
