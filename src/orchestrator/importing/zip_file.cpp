#include "orchestrator/importing/zip_file.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

struct ZipCloser {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using ZipHandle = std::unique_ptr<zip_t, ZipCloser>;
using FileHandle = std::unique_ptr<zip_file_t, FileCloser>;

Error bad_zip(std::string_view reason) { return data_error("bad_zip", fmt::format("not a readable zip archive: {}", reason)); }

ZipHandle open_zip(std::span<const std::byte> bytes, const ZipLimits& limits) {
  if (bytes.empty()) throw bad_zip("the file is empty");  // libzip would take it for an archive without entries
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* const archive = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  const std::string reason = archive ? "" : zip_error_strerror(&error);
  zip_error_fini(&error);
  if (!archive) {
    if (source) zip_source_free(source);
    throw bad_zip(reason);
  }
  ZipHandle handle(archive);
  const zip_int64_t entries = zip_get_num_entries(archive, 0);
  if (entries < 0 || static_cast<std::uint64_t>(entries) > limits.entries) {
    throw data_error("zip_too_large", fmt::format("the zip archive has {} entries, more than {}", entries, limits.entries));
  }
  return handle;
}

zip_stat_t stat_of(zip_t* archive, zip_uint64_t index) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat_index(archive, index, 0, &stat) != 0 || !(stat.valid & ZIP_STAT_NAME)) throw bad_zip("an entry without a name");
  return stat;
}

bool is_folder(std::string_view name) { return name.empty() || name.ends_with('/'); }

bool ends_with_any_case(std::string_view name, std::string_view suffix) {
  return name.size() >= suffix.size() && std::equal(suffix.begin(), suffix.end(), name.end() - static_cast<std::ptrdiff_t>(suffix.size()),
                                                    [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// Reads on until the entry ends, so that its checksum is verified; the size that the archive states is not believed.
std::string expand(zip_t* archive, zip_uint64_t index, const zip_stat_t& stat, std::uint64_t limit) {
  constexpr std::size_t kStep = 1 << 20;
  const auto too_large = [&] { return data_error("zip_too_large", fmt::format("'{}' expands to more than {} bytes", stat.name, limit)); };
  const std::uint64_t stated = stat.valid & ZIP_STAT_SIZE ? stat.size : 0;
  if (stated > limit) throw too_large();
  const FileHandle file(zip_fopen_index(archive, index, 0));
  if (!file) throw bad_zip(fmt::format("{} (in '{}')", zip_strerror(archive), stat.name));
  std::string bytes;
  // Deflate expands at most 1032-fold, so a larger stated size is a lie not worth the memory.
  const std::uint64_t packed = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
  bytes.reserve(static_cast<std::size_t>(std::min(stated, packed * 1032 + 64)));
  while (true) {
    const std::size_t size = bytes.size();
    bytes.resize(std::max(std::min(bytes.capacity(), size + kStep), size + kStep / 16));
    const zip_int64_t count = zip_fread(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0) throw bad_zip(fmt::format("{} (in '{}')", zip_error_strerror(zip_file_get_error(file.get())), stat.name));
    bytes.resize(size + static_cast<std::size_t>(count));
    if (bytes.size() > limit) throw too_large();
    if (count == 0) return bytes;
  }
}

}  // namespace

std::vector<std::string> list_zip(std::span<const std::byte> bytes, const ZipLimits& limits) {
  const ZipHandle archive = open_zip(bytes, limits);
  std::vector<std::string> names;
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (zip_uint64_t i = 0; i < count; ++i) {
    const zip_stat_t stat = stat_of(archive.get(), i);
    if (!is_folder(stat.name)) names.emplace_back(stat.name);
  }
  return names;
}

std::vector<ZipEntry> read_zip(std::span<const std::byte> bytes, std::string_view suffix, const ZipLimits& limits) {
  const ZipHandle archive = open_zip(bytes, limits);
  std::vector<ZipEntry> entries;
  std::uint64_t left = limits.uncompressed_bytes;
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (zip_uint64_t i = 0; i < count; ++i) {
    const zip_stat_t stat = stat_of(archive.get(), i);
    if (is_folder(stat.name) || !ends_with_any_case(stat.name, suffix)) continue;
    std::string expanded = expand(archive.get(), i, stat, left);
    left -= expanded.size();
    entries.push_back({stat.name, std::move(expanded)});
  }
  return entries;
}

}  // namespace orchestrator
