// Reading FlatBuffers tables (the encoding of Arrow's file headers: flatbuffers.dev/internals) from bytes that may be anything.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace orchestrator {

/// Bytes whose every read is checked. What lies outside reads as nothing.
class FlatBytes {
 public:
  explicit FlatBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  template <typename T>
  std::optional<T> read(std::uint64_t at) const {
    if (at > bytes_.size() || bytes_.size() - at < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  std::optional<std::string_view> text(std::uint64_t at, std::uint64_t length) const {
    if (at > bytes_.size() || bytes_.size() - at < length) return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(bytes_.data()) + at, length);
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// A vector: where its elements begin and how many there are.
struct FlatVector {
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
};

/// A table: fields by their number in the schema. An absent field is nothing, as is one that points outside.
class FlatTable {
 public:
  FlatTable(FlatBytes bytes, std::uint64_t at) : bytes_(bytes), at_(at) {}
  /// The table that a buffer begins with.
  static std::optional<FlatTable> root(FlatBytes bytes) {
    const auto offset = bytes.read<std::uint32_t>(0);
    return offset ? std::optional(FlatTable(bytes, *offset)) : std::nullopt;
  }

  bool has(unsigned field) const { return place_of(field).has_value(); }
  template <typename T>
  std::optional<T> number(unsigned field) const {
    const auto place = place_of(field);
    return place ? bytes_.read<T>(*place) : std::nullopt;
  }
  std::optional<FlatTable> table(unsigned field) const {
    const auto place = target_of(field);
    return place ? std::optional(FlatTable(bytes_, *place)) : std::nullopt;
  }
  std::optional<FlatVector> vector(unsigned field) const {
    const auto place = target_of(field);
    const auto size = place ? bytes_.read<std::uint32_t>(*place) : std::nullopt;
    return size ? std::optional(FlatVector{*place + sizeof(std::uint32_t), *size}) : std::nullopt;
  }
  std::optional<std::string_view> text(unsigned field) const {
    const auto letters = vector(field);
    return letters ? bytes_.text(letters->begin, letters->size) : std::nullopt;
  }
  /// Element `i` of a vector of tables.
  std::optional<FlatTable> element(const FlatVector& vector, std::uint32_t i) const {
    const std::uint64_t place = vector.begin + std::uint64_t{i} * sizeof(std::uint32_t);
    const auto offset = i < vector.size ? bytes_.read<std::uint32_t>(place) : std::nullopt;
    return offset ? std::optional(FlatTable(bytes_, place + *offset)) : std::nullopt;
  }
  /// A number inside element `i` of a vector of structs of `stride` bytes.
  template <typename T>
  std::optional<T> number_in(const FlatVector& vector, std::uint32_t i, std::uint64_t stride, std::uint64_t offset) const {
    return i < vector.size ? bytes_.read<T>(vector.begin + i * stride + offset) : std::nullopt;
  }

 private:
  /// Where a field's value lies: a table begins with the distance back to its list of fields.
  std::optional<std::uint64_t> place_of(unsigned field) const {
    const auto back = bytes_.read<std::int32_t>(at_);
    if (!back) return std::nullopt;
    const auto list = static_cast<std::uint64_t>(static_cast<std::int64_t>(at_) - *back);
    const auto list_bytes = bytes_.read<std::uint16_t>(list);
    const std::uint64_t entry = 4 + 2 * std::uint64_t{field};
    if (!list_bytes || entry + 2 > *list_bytes) return std::nullopt;
    const auto offset = bytes_.read<std::uint16_t>(list + entry);
    return offset && *offset != 0 ? std::optional(at_ + *offset) : std::nullopt;
  }
  std::optional<std::uint64_t> target_of(unsigned field) const {
    const auto place = place_of(field);
    const auto offset = place ? bytes_.read<std::uint32_t>(*place) : std::nullopt;
    return offset ? std::optional(*place + *offset) : std::nullopt;
  }

  FlatBytes bytes_;
  std::uint64_t at_;
};

}  // namespace orchestrator
