#include "orchestrator/importing/archive_download.h"

#include <fmt/format.h>

#include <fstream>
#include <optional>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/checksum.h"
#include "orchestrator/importing/file_bytes.h"

namespace orchestrator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestChecksum = 4096;

fs::path with_suffix(const fs::path& file, const char* suffix) { return file.string() + suffix; }

bool is_there(const fs::path& file) {
  std::error_code error;
  return fs::is_regular_file(file, error);
}

void remove_quietly(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
}

/// True when the file is whole in the cache. A file that is not, or not any more, is removed.
bool cached(const fs::path& file) {
  const fs::path checksum = with_suffix(file, ".CHECKSUM");
  if (!is_there(file) || !is_there(checksum)) return false;
  try {
    require_checksum(FileBytes::read(file).bytes(), FileBytes::read(checksum).text());
    return true;
  } catch (const Error&) {
    remove_quietly(file);
    remove_quietly(checksum);
    return false;
  }
}

void write_text(const fs::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw data_error("write_failed", fmt::format("cannot write '{}'", file.string()), file.string());
}

/// The mismatch as an error, or nothing when the sum is right.
std::optional<Error> mismatch(const fs::path& part, const std::string& checksum_text, const std::string& url) {
  try {
    require_checksum(FileBytes::read(part).bytes(), checksum_text);
    return std::nullopt;
  } catch (const Error& error) {
    return data_error(error.code(), fmt::format("{}: {}", url, error.message()), url,
                      "the archive's file and its checksum disagree; try again later");
  }
}

void put_in_place(const fs::path& part, const fs::path& file) {
  std::error_code error;
  fs::rename(part, file, error);
  if (error) throw data_error("write_failed", fmt::format("cannot write '{}': {}", file.string(), error.message()), file.string());
}

}  // namespace

ArchiveOutcome download_archive_file(HttpClient& client, const std::string& base_url, const std::string& path, const fs::path& cache) {
  const fs::path file = cache / path;
  if (cached(file)) return ArchiveOutcome::kCached;
  const std::string url = base_url + "/" + path;
  const fs::path part = with_suffix(file, ".part");
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error)
    throw data_error("write_failed", fmt::format("cannot create '{}': {}", file.parent_path().string(), error.message()), cache.string());

  const bool continued = is_there(part);
  if (!client.download(url, part)) return ArchiveOutcome::kMissing;
  const auto checksum = client.get_text(url + ".CHECKSUM", kLongestChecksum);
  if (!checksum) {
    put_in_place(part, file);
    return ArchiveOutcome::kUnverified;
  }
  auto wrong = mismatch(part, *checksum, url);
  if (wrong && continued) {  // the beginning may be from an older version of the file
    remove_quietly(part);
    if (!client.download(url, part)) return ArchiveOutcome::kMissing;
    wrong = mismatch(part, *checksum, url);
  }
  if (wrong) {
    remove_quietly(part);
    throw *wrong;
  }
  put_in_place(part, file);
  write_text(with_suffix(file, ".CHECKSUM"), *checksum);
  return ArchiveOutcome::kDownloaded;
}

}  // namespace orchestrator
