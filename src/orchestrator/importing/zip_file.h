// Zip archives in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orchestrator {

/// What an archive may expand to before it counts as hostile.
struct ZipLimits {
  std::uint64_t uncompressed_bytes = std::uint64_t{1} << 30;  ///< of all entries read together; a month of 1s candles is 0.4 GiB
  std::uint64_t entries = 10'000;
};

/// One file of an archive, expanded.
struct ZipEntry {
  std::string name;  ///< as the archive has it; never used as a path to write to
  std::string bytes;
};

/// The names of the files in the archive (no folders), in the archive's order. Throws a data error (`bad_zip`).
std::vector<std::string> list_zip(std::span<const std::byte> bytes, const ZipLimits& limits = {});

/// Expands the files whose name ends with `suffix` (upper and lower case alike; empty: all). Checksums inside the archive are verified.
/// Throws a data error: `bad_zip` for a damaged, truncated or encrypted archive, `zip_too_large` beyond the limits.
std::vector<ZipEntry> read_zip(std::span<const std::byte> bytes, std::string_view suffix = {}, const ZipLimits& limits = {});

}  // namespace orchestrator
