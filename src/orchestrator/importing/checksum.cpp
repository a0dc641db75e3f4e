#include "orchestrator/importing/checksum.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "orchestrator/base/error.h"

namespace orchestrator {

std::string sha256_hex(std::span<const std::byte> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw internal_error("sha256_failed", "OpenSSL could not compute a SHA-256 sum");
  }
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::optional<std::string> parse_checksum(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  if (text.size() < kDigits || (text.size() > kDigits && !std::isspace(static_cast<unsigned char>(text[kDigits])))) return std::nullopt;
  std::string sum(text.substr(0, kDigits));
  if (!std::all_of(sum.begin(), sum.end(), [](unsigned char c) { return std::isxdigit(c) != 0; })) return std::nullopt;
  std::transform(sum.begin(), sum.end(), sum.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return sum;
}

void require_checksum(std::span<const std::byte> bytes, std::string_view checksum_text) {
  const auto wanted = parse_checksum(checksum_text);
  if (!wanted) throw data_error("bad_checksum_file", "the .CHECKSUM file beside the archive has no SHA-256 sum");
  const std::string actual = sha256_hex(bytes);
  if (actual != *wanted) {
    throw data_error("checksum_mismatch", fmt::format("SHA-256 is {} but the .CHECKSUM file says {}", actual, *wanted), "",
                     "the file is damaged or incomplete; download it again");
  }
}

}  // namespace orchestrator
