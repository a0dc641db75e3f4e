#include "orchestrator/repository/ipc_header.h"

#include <bit>

#include "orchestrator/repository/flat_table.h"

namespace orchestrator {
namespace {

// Field numbers and values of Arrow's format/File.fbs, Schema.fbs and Message.fbs.
namespace footer {
constexpr unsigned kSchema = 1, kDictionaries = 2, kRecordBatches = 3;
}
namespace schema {
constexpr unsigned kEndianness = 0, kFields = 1, kCustomMetadata = 2;
}
namespace field {
constexpr unsigned kName = 0, kTypeKind = 2, kType = 3, kDictionary = 4;
}
namespace message {
constexpr unsigned kHeaderKind = 1, kHeader = 2;
constexpr std::uint8_t kRecordBatch = 3;
}  // namespace message
namespace batch {
constexpr unsigned kLength = 0, kNodes = 1, kBuffers = 2, kCompression = 3;
}
constexpr std::uint8_t kFloatingPoint = 3, kTimestamp = 10;
constexpr std::int16_t kDouble = 2, kMilliseconds = 1;
constexpr std::uint64_t kBlockBytes = 24, kNodeBytes = 16, kBufferBytes = 16;
constexpr std::string_view kMagic = "ARROW1";
constexpr std::string_view kPaddingKey = "padding";

bool is_time(const FlatTable& column) {
  const auto type = column.table(field::kType);
  return column.number<std::uint8_t>(field::kTypeKind) == kTimestamp && type && type->number<std::int16_t>(0) == kMilliseconds &&
         type->text(1) == "UTC";
}

bool is_double(const FlatTable& column) {
  const auto type = column.table(field::kType);
  return column.number<std::uint8_t>(field::kTypeKind) == kFloatingPoint && type && type->number<std::int16_t>(0) == kDouble;
}

bool has_columns(const FlatTable& schema_table, ColumnNames names) {
  const auto fields = schema_table.vector(schema::kFields);
  if (!fields || fields->size != names.size() || schema_table.number<std::int16_t>(schema::kEndianness).value_or(0) != 0) return false;
  for (std::uint32_t i = 0; i < fields->size; ++i) {
    const auto column = schema_table.element(*fields, i);
    if (!column || column->text(field::kName) != names[i] || column->has(field::kDictionary)) return false;
    if (!(i == 0 ? is_time(*column) : is_double(*column))) return false;
  }
  return true;
}

std::optional<FileMetadata> metadata_of(const FlatTable& schema_table) {
  FileMetadata out;
  const auto pairs = schema_table.vector(schema::kCustomMetadata);
  for (std::uint32_t i = 0; pairs && i < pairs->size; ++i) {
    const auto pair = schema_table.element(*pairs, i);
    const auto key = pair ? pair->text(0) : std::nullopt;
    const auto value = pair ? pair->text(1) : std::nullopt;
    if (!key || !value) return std::nullopt;
    if (*key != kPaddingKey) out.emplace(*key, *value);
  }
  return out;
}

/// The footer, which the last bytes of the file lead to.
std::optional<FlatTable> footer_of(std::span<const std::uint8_t> file) {
  const FlatBytes bytes(file);
  constexpr std::uint64_t kTail = 4 + kMagic.size();
  if (file.size() < 2 * kTail || bytes.text(0, kMagic.size()) != kMagic ||
      bytes.text(file.size() - kMagic.size(), kMagic.size()) != kMagic) {
    return std::nullopt;
  }
  const auto length = bytes.read<std::uint32_t>(file.size() - kTail);
  if (!length || *length > file.size() - kTail) return std::nullopt;
  return FlatTable::root(FlatBytes(file.subspan(file.size() - kTail - *length, *length)));
}

/// A column's values inside the body of the batch.
template <typename T>
std::optional<std::span<const T>> values_at(std::span<const std::uint8_t> body, std::int64_t offset, std::int64_t bytes,
                                            std::uint64_t rows) {
  const auto begin = static_cast<std::uint64_t>(offset);
  const auto size = static_cast<std::uint64_t>(bytes);
  if (offset < 0 || bytes < 0 || begin > body.size() || size > body.size() - begin || rows > size / sizeof(T)) return std::nullopt;
  const std::uint8_t* const first = body.data() + begin;
  if (reinterpret_cast<std::uintptr_t>(first) % alignof(T) != 0) return std::nullopt;
  return std::span<const T>(reinterpret_cast<const T*>(first), static_cast<std::size_t>(rows));
}

/// The only record batch: its header and its body.
struct Batch {
  FlatTable header;
  std::span<const std::uint8_t> body;
};

std::optional<Batch> batch_of(std::span<const std::uint8_t> file, const FlatTable& footer_table) {
  const auto blocks = footer_table.vector(footer::kRecordBatches);
  if (!blocks || blocks->size != 1) return std::nullopt;
  const auto offset = footer_table.number_in<std::int64_t>(*blocks, 0, kBlockBytes, 0);
  const auto metadata_bytes = footer_table.number_in<std::int32_t>(*blocks, 0, kBlockBytes, 8);
  const auto body_bytes = footer_table.number_in<std::int64_t>(*blocks, 0, kBlockBytes, 16);
  if (!offset || !metadata_bytes || !body_bytes || *offset < 0 || *metadata_bytes < 8 || *body_bytes < 0) return std::nullopt;
  const auto begin = static_cast<std::uint64_t>(*offset);
  const auto prefix_and_message = static_cast<std::uint64_t>(*metadata_bytes);
  const auto body = static_cast<std::uint64_t>(*body_bytes);
  if (begin > file.size() || prefix_and_message > file.size() - begin || body > file.size() - begin - prefix_and_message)
    return std::nullopt;
  const auto whole = file.subspan(begin, prefix_and_message);
  const auto continuation = FlatBytes(whole).read<std::uint32_t>(0);
  const auto message_bytes = FlatBytes(whole).read<std::uint32_t>(4);
  if (continuation != 0xFFFFFFFFU || !message_bytes || *message_bytes > whole.size() - 8) return std::nullopt;
  const auto message_table = FlatTable::root(FlatBytes(whole.subspan(8, *message_bytes)));
  if (!message_table || message_table->number<std::uint8_t>(message::kHeaderKind) != message::kRecordBatch) return std::nullopt;
  const auto header = message_table->table(message::kHeader);
  return header ? std::optional(Batch{*header, file.subspan(begin + prefix_and_message, body)}) : std::nullopt;
}

bool read_columns(const Batch& batch, std::size_t count, IpcHeader& out) {
  const auto rows = batch.header.number<std::int64_t>(batch::kLength);
  const auto nodes = batch.header.vector(batch::kNodes);
  const auto buffers = batch.header.vector(batch::kBuffers);
  if (!rows || *rows <= 0 || !nodes || nodes->size != count || !buffers || buffers->size != 2 * count) return false;
  if (batch.header.has(batch::kCompression)) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto length = batch.header.number_in<std::int64_t>(*nodes, i, kNodeBytes, 0);
    const auto nulls = batch.header.number_in<std::int64_t>(*nodes, i, kNodeBytes, 8);
    const std::uint32_t values = 2 * i + 1;  // before it the validity, which says nothing when there are no nulls
    const auto offset = batch.header.number_in<std::int64_t>(*buffers, values, kBufferBytes, 0);
    const auto bytes = batch.header.number_in<std::int64_t>(*buffers, values, kBufferBytes, 8);
    if (length != rows || nulls != 0 || !offset || !bytes) return false;
    if (i == 0) {
      const auto column = values_at<TimeMs>(batch.body, *offset, *bytes, static_cast<std::uint64_t>(*rows));
      if (!column) return false;
      out.time = *column;
    } else {
      const auto column = values_at<double>(batch.body, *offset, *bytes, static_cast<std::uint64_t>(*rows));
      if (!column) return false;
      out.values.push_back(*column);
    }
  }
  return true;
}

}  // namespace

std::optional<IpcHeader> read_ipc_header(std::span<const std::uint8_t> file, ColumnNames names) {
  if constexpr (std::endian::native != std::endian::little) return std::nullopt;
  const auto footer_table = footer_of(file);
  const auto schema_table = footer_table ? footer_table->table(footer::kSchema) : std::nullopt;
  if (!schema_table || !has_columns(*schema_table, names)) return std::nullopt;
  const auto dictionaries = footer_table->vector(footer::kDictionaries);
  if (dictionaries && dictionaries->size != 0) return std::nullopt;
  const auto batch = batch_of(file, *footer_table);
  auto metadata = metadata_of(*schema_table);
  if (!batch || !metadata) return std::nullopt;
  IpcHeader header;
  header.metadata = *std::move(metadata);
  if (!read_columns(*batch, names.size(), header)) return std::nullopt;
  return header;
}

}  // namespace orchestrator
