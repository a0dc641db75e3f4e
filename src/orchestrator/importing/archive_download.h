// One file of the archive with its checksum, from the cache or the network.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "orchestrator/importing/http_client.h"

namespace orchestrator {

/// What became of a wanted file.
enum class ArchiveOutcome : std::uint8_t {
  kDownloaded,
  kCached,      ///< it was there, and its checksum is right
  kMissing,     ///< the archive has no such file
  kUnverified,  ///< downloaded; the archive has no checksum of it
};

/// Puts the archive's file `path` below `cache`, with its `.CHECKSUM` beside it, and only once it is whole: until then it is called
/// `….part`. A sum that is wrong after continuing a partial file is given one more chance from the start. Throws HttpClient's errors and
/// `checksum_mismatch` (naming both sums), after which nothing of the file is kept.
ArchiveOutcome download_archive_file(HttpClient& client, const std::string& base_url, const std::string& path,
                                     const std::filesystem::path& cache);

}  // namespace orchestrator
