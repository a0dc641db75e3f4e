// Zip archives and checksums: sound ones, damaged ones, hostile ones.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/importing/checksum.h"
#include "orchestrator/importing/zip_file.h"

namespace orchestrator {
namespace {

using NamedText = std::pair<std::string, std::string>;

/// Packs files with libzip; a name that ends with `/` is a folder.
std::string pack(const std::vector<NamedText>& files, const char* password = nullptr) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* sink = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(sink);
  zip_t* archive = zip_open_from_source(sink, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : files) {
    if (name.ends_with('/')) {
      EXPECT_GE(zip_dir_add(archive, name.c_str(), 0), 0);
      continue;
    }
    const zip_int64_t index =
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), ZIP_FL_OVERWRITE);
    EXPECT_GE(index, 0);
    if (password) {
      EXPECT_EQ(zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, password), 0);
    }
  }
  EXPECT_EQ(zip_close(archive), 0);
  EXPECT_EQ(zip_source_open(sink), 0);
  zip_source_seek(sink, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(sink)), '\0');
  zip_source_seek(sink, 0, SEEK_SET);
  EXPECT_EQ(zip_source_read(sink, bytes.data(), bytes.size()), static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(sink);
  zip_source_free(sink);
  return bytes;
}

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string zip_error_code(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.code();
  }
  return "no error";
}

TEST(Zip, ReadsFilesBySuffixAndSkipsFolders) {
  const std::string archive =
      pack({{"a.csv", "1,2"}, {"deep/", ""}, {"deep/b.CSV", std::string(3'000'000, 'x')}, {"notes.txt", "no"}, {"empty.csv", ""}});
  EXPECT_EQ(list_zip(bytes_of(archive)), (std::vector<std::string>{"a.csv", "deep/b.CSV", "notes.txt", "empty.csv"}));
  const std::vector<ZipEntry> entries = read_zip(bytes_of(archive), ".csv");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].bytes, "1,2");
  EXPECT_EQ(entries[1].bytes, std::string(3'000'000, 'x'));
  EXPECT_EQ(entries[2].bytes, "");
}

TEST(Zip, TraversalNamesAreOnlyNames) {
  const std::string archive = pack({{"../../etc/x.csv", "1"}, {"/abs.csv", "2"}});
  const std::vector<ZipEntry> entries = read_zip(bytes_of(archive), ".csv");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].name, "../../etc/x.csv");
  EXPECT_EQ(entries[0].bytes, "1");
}

TEST(Zip, BoundsWhatItExpands) {
  const std::string bomb = pack({{"bomb.csv", std::string(50'000'000, '0')}});
  EXPECT_LT(bomb.size(), 100'000U);
  ZipLimits limits;
  limits.uncompressed_bytes = 10'000'000;
  EXPECT_EQ(zip_error_code([&] { read_zip(bytes_of(bomb), ".csv", limits); }), "zip_too_large");
  // The sum of the entries counts, not each alone.
  const std::string two = pack({{"a.csv", std::string(6'000'000, '0')}, {"b.csv", std::string(6'000'000, '0')}});
  EXPECT_EQ(zip_error_code([&] { read_zip(bytes_of(two), ".csv", limits); }), "zip_too_large");
  limits.entries = 1;
  EXPECT_EQ(zip_error_code([&] { list_zip(bytes_of(two), limits); }), "zip_too_large");
}

TEST(Zip, AStatedSizeThatIsALieIsFound) {
  std::string archive = pack({{"a.csv", std::string(100'000, '7')}});
  const std::uint32_t true_size = 100'000, lie = 5;
  for (std::size_t at = 0; at + 4 <= archive.size(); ++at) {
    if (std::memcmp(archive.data() + at, &true_size, 4) == 0) std::memcpy(archive.data() + at, &lie, 4);
  }
  ZipLimits limits;
  limits.uncompressed_bytes = 1000;
  const std::string code = zip_error_code([&] { read_zip(bytes_of(archive), ".csv", limits); });
  EXPECT_TRUE(code == "bad_zip" || code == "zip_too_large") << code;
}

TEST(Zip, RefusesDamagedTruncatedEncryptedAndForeignBytes) {
  const std::string sound = pack({{"a.csv", std::string(1000, 'a') + std::string(1000, 'b')}});
  for (const std::string& bad :
       {std::string(), std::string("PK"), std::string("hello, this is no archive"), sound.substr(0, sound.size() / 2),
        sound.substr(0, sound.size() - 1), sound.substr(10), pack({{"a.csv", "secret"}}, "password")}) {
    EXPECT_EQ(zip_error_code([&] { read_zip(bytes_of(bad), ".csv"); }), "bad_zip");
  }
}

TEST(Zip, MutatedArchivesNeverCrash) {
  const unsigned seed = 11;
  SCOPED_TRACE(fmt::format("seed {}", seed));
  std::mt19937 random(seed);
  const std::string sound = pack({{"a.csv", "1704067200000,1,2,0.5,1,7,0,0,0,0,0,0\n"}, {"d/", ""}, {"d/b.csv", std::string(5000, 'b')}});
  ZipLimits limits;
  limits.uncompressed_bytes = 1 << 20;
  int sound_ones = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = sound;
    for (unsigned edit = 0; edit <= random() % 4; ++edit) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 5 == 0) bytes.resize(random() % bytes.size());
    const std::string code = zip_error_code([&] {
      for (const ZipEntry& entry : read_zip(bytes_of(bytes), ".csv", limits)) EXPECT_LE(entry.bytes.size(), limits.uncompressed_bytes);
    });
    EXPECT_TRUE(code == "no error" || code == "bad_zip" || code == "zip_too_large") << code;
    sound_ones += code == "no error";
  }
  EXPECT_GT(sound_ones, 0);  // some edits touch nothing that matters, e.g. time stamps
}

// FIPS 180-4's own examples.
TEST(Checksum, IsSha256) {
  EXPECT_EQ(sha256_hex(bytes_of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Checksum, IsComparedWithTheFileBeside) {
  const std::string sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  require_checksum(bytes_of("abc"), sum + "  BTCUSDT-1m-2024-01.zip\n");
  require_checksum(bytes_of("abc"), sum);
  std::string upper = sum;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  require_checksum(bytes_of("abc"), upper + " x");
  EXPECT_EQ(zip_error_code([&] { require_checksum(bytes_of("abd"), sum + "  x\n"); }), "checksum_mismatch");
  for (const std::string& bad : {std::string(), std::string("x"), sum.substr(1), sum + "0", std::string(64, 'g')}) {
    EXPECT_EQ(zip_error_code([&] { require_checksum(bytes_of("abc"), bad); }), "bad_checksum_file") << bad;
  }
}

}  // namespace
}  // namespace orchestrator
