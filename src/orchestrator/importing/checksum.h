// SHA-256 sums as the Binance archive publishes them beside its zips.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace orchestrator {

/// SHA-256 of bytes, 64 lower-case hex digits.
std::string sha256_hex(std::span<const std::byte> bytes);

/// The sum in the text of a `.CHECKSUM` file (`<64 hex digits>  <name>`), lower case; nullopt when the text is something else.
std::optional<std::string> parse_checksum(std::string_view text);

/// Throws a data error (`checksum_mismatch`, naming both sums, or `bad_checksum_file`) unless `bytes` have the sum that `checksum_text` says.
void require_checksum(std::span<const std::byte> bytes, std::string_view checksum_text);

}  // namespace orchestrator
