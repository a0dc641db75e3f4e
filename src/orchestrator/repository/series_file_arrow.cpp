#include "orchestrator/repository/series_file_arrow.h"

#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/memory_pool.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

/// A sound file is read without allocating columns; the cap stops a damaged header from asking for terabytes.
constexpr std::int64_t kMaxReadAllocation = 1 << 20;
constexpr std::string_view kMagic = "ARROW1";
constexpr std::int64_t kAlignment = 64;
constexpr const char* kPaddingKey = "padding";

[[noreturn]] void throw_damaged(const std::filesystem::path& file, const std::string& reason) {
  throw data_error("damaged_series", file.string() + ": " + reason, file.string(), "delete the file and import or fetch the series again");
}

[[noreturn]] void throw_foreign(const std::filesystem::path& file, const std::string& reason) {
  throw data_error("foreign_series", file.string() + ": " + reason, file.string(),
                   "files of the candle store are written by `orchestrator candles`; bring others in with `orchestrator candles import`");
}

void require_ok(const arrow::Status& status, const std::filesystem::path& file) {
  if (status.ok()) return;
  if (status.IsOutOfMemory()) throw_foreign(file, "the columns are compressed or the header is damaged");
  throw_damaged(file, "not a sound Arrow file: " + status.message());
}

template <typename T>
T require_ok(arrow::Result<T> result, const std::filesystem::path& file) {
  require_ok(result.status(), file);
  return std::move(result).ValueUnsafe();
}

std::shared_ptr<arrow::Schema> schema_of(ColumnNames names, std::shared_ptr<const arrow::KeyValueMetadata> metadata) {
  arrow::FieldVector fields;
  for (const std::string_view name : names) {
    const auto type = fields.empty() ? arrow::timestamp(arrow::TimeUnit::MILLI, "UTC") : arrow::float64();
    fields.push_back(arrow::field(std::string(name), type, false));
  }
  return arrow::schema(std::move(fields), std::move(metadata));
}

/// The whole file as one mapped buffer, which outlives the descriptor.
std::shared_ptr<arrow::Buffer> map_whole(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw data_error("series_not_found", "there is no file " + file.string(), file.string(),
                     "import or fetch the series with `orchestrator candles`");
  }
  if (!std::filesystem::is_regular_file(status)) throw_foreign(file, "not a regular file");
  if (std::filesystem::file_size(file, error) == 0) throw_damaged(file, "the file is empty");
  auto opened = arrow::io::MemoryMappedFile::Open(file.string(), arrow::io::FileMode::READ);
  if (!opened.ok()) throw_damaged(file, "cannot be read: " + opened.status().message());
  const auto mapping = std::move(opened).ValueUnsafe();
  const auto size = require_ok(mapping->GetSize(), file);
  auto buffer = require_ok(mapping->ReadAt(0, size), file);
  require_ok(mapping->Close(), file);
  return buffer;
}

void require_magic(const std::filesystem::path& file, const arrow::Buffer& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(bytes.size()));
  if (!text.starts_with(kMagic)) throw_foreign(file, "not an Arrow IPC file (it does not begin with ARROW1)");
  if (!text.ends_with(kMagic)) throw_damaged(file, fmt::format("truncated: {} bytes and no footer at the end", text.size()));
}

void require_columns(const std::filesystem::path& file, const arrow::Schema& found, ColumnNames names) {
  const auto wanted = schema_of(names, nullptr);
  if (found.num_fields() != wanted->num_fields()) {
    throw_foreign(file, fmt::format("{} columns, expected {}", found.num_fields(), wanted->num_fields()));
  }
  for (int i = 0; i < wanted->num_fields(); ++i) {
    const auto& expected = *wanted->field(i);
    const auto& field = *found.field(i);
    if (field.name() == expected.name() && field.type()->Equals(*expected.type())) continue;
    throw_foreign(file, fmt::format("column {} is '{}' of type {}, expected '{}' of type {}", i + 1, field.name(), field.type()->ToString(),
                                    expected.name(), expected.type()->ToString()));
  }
}

/// The values of a column as they lie in the mapping. Checks with its own arithmetic what memory safety rests on.
template <typename T>
std::span<const T> values_in(const std::filesystem::path& file, const arrow::Buffer& mapping, const arrow::Array& array,
                             const std::string& name) {
  if (array.null_count() != 0) throw_foreign(file, "column '" + name + "' has nulls");
  const auto& buffers = array.data()->buffers;
  if (buffers.size() != 2 || !buffers[1] || array.offset() != 0) throw_damaged(file, "column '" + name + "' has no values");
  const std::uint8_t* begin = buffers[1]->data();
  const auto rows = static_cast<std::uint64_t>(array.length());
  const std::uint8_t* mapped_end = mapping.data() + mapping.size();
  if (begin < mapping.data() || begin > mapped_end) {
    throw_foreign(file, "column '" + name + "' is compressed or byte-swapped; the store keeps columns as they are used");
  }
  if (rows > static_cast<std::uint64_t>(mapped_end - begin) / sizeof(T)) {
    throw_damaged(file, "column '" + name + "' reaches beyond the end of the file");
  }
  if (reinterpret_cast<std::uintptr_t>(begin) % alignof(T) != 0) throw_foreign(file, "column '" + name + "' is not aligned");
  return {reinterpret_cast<const T*>(begin), static_cast<std::size_t>(rows)};
}

FileMetadata metadata_of(const arrow::Schema& schema) {
  FileMetadata out;
  if (const auto& metadata = schema.metadata()) {
    for (std::int64_t i = 0; i < metadata->size(); ++i) {
      if (metadata->key(i) != kPaddingKey) out.emplace(metadata->key(i), metadata->value(i));
    }
  }
  return out;
}

MappedColumns read_mapping(const std::filesystem::path& file, std::shared_ptr<arrow::Buffer> mapping, ColumnNames names) {
  require_magic(file, *mapping);
  arrow::ProxyMemoryPool own_count(arrow::default_memory_pool());
  arrow::CappedMemoryPool pool(&own_count, kMaxReadAllocation);
  arrow::ipc::IpcReadOptions options;
  options.use_threads = false;
  options.memory_pool = &pool;
  arrow::io::BufferReader source(mapping);
  const auto reader = require_ok(arrow::ipc::RecordBatchFileReader::Open(&source, options), file);
  require_columns(file, *reader->schema(), names);
  if (reader->num_record_batches() != 1) {
    throw_foreign(file, fmt::format("{} record batches; the store keeps one a file", reader->num_record_batches()));
  }
  const auto batch = require_ok(reader->ReadRecordBatch(0), file);
  require_ok(batch->Validate(), file);
  if (batch->num_rows() == 0) throw_damaged(file, "it holds no rows");

  MappedColumns out;
  out.time = values_in<TimeMs>(file, *mapping, *batch->column(0), batch->column_name(0));
  for (int i = 1; i < batch->num_columns(); ++i) {
    out.values.push_back(values_in<double>(file, *mapping, *batch->column(i), batch->column_name(i)));
    if (out.values.back().size() != out.time.size()) throw_damaged(file, "columns of unequal length");
  }
  out.metadata = metadata_of(*reader->schema());
  out.file_bytes = static_cast<std::uint64_t>(mapping->size());
  out.owner = std::move(mapping);
  return out;
}

/// The column as a buffer whose size is a multiple of 64 bytes, so that the next one begins aligned: a view when it is, else a copy.
template <typename T>
arrow::Result<std::shared_ptr<arrow::Buffer>> padded_buffer(std::span<const T> values) {
  const auto bytes = static_cast<std::int64_t>(values.size_bytes());
  const std::int64_t padded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  if (padded == bytes) return std::make_shared<arrow::Buffer>(reinterpret_cast<const std::uint8_t*>(values.data()), bytes);
  ARROW_ASSIGN_OR_RAISE(auto copy, arrow::AllocateBuffer(padded));
  std::memcpy(copy->mutable_data(), values.data(), values.size_bytes());
  std::memset(copy->mutable_data() + bytes, 0, static_cast<std::size_t>(padded - bytes));
  return std::shared_ptr<arrow::Buffer>(std::move(copy));
}

arrow::Result<arrow::ArrayVector> arrays_of(std::span<const TimeMs> time, std::span<const std::span<const double>> values) {
  const auto rows = static_cast<std::int64_t>(time.size());
  arrow::ArrayVector out;
  ARROW_ASSIGN_OR_RAISE(auto times, padded_buffer(time));
  out.push_back(std::make_shared<arrow::TimestampArray>(arrow::timestamp(arrow::TimeUnit::MILLI, "UTC"), rows, times, nullptr, 0));
  for (const auto column : values) {
    ARROW_ASSIGN_OR_RAISE(auto doubles, padded_buffer(column));
    out.push_back(std::make_shared<arrow::DoubleArray>(rows, doubles, nullptr, 0));
  }
  return out;
}

/// Counts bytes and remembers where a given buffer would lie.
class OffsetProbe final : public arrow::io::OutputStream {
 public:
  explicit OffsetProbe(const void* wanted) : wanted_(wanted) {}
  arrow::Status Write(const void* data, std::int64_t bytes) override {
    if (data == wanted_) offset_ = position_;
    position_ += bytes;
    return arrow::Status::OK();
  }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  std::int64_t offset() const { return offset_; }

 private:
  const void* wanted_;
  std::int64_t position_ = 0;
  std::int64_t offset_ = 0;
};

arrow::Status write_batch(arrow::io::OutputStream* sink, const arrow::RecordBatch& batch) {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.use_threads = false;
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(sink, batch.schema(), options));
  ARROW_RETURN_NOT_OK(writer->WriteRecordBatch(batch));
  return writer->Close();
}

/// The format begins with 8 bytes and pads headers by 8, so columns would start at any multiple of 8 (IpcWriteOptions::alignment does not
/// change that). A metadata entry of the missing length moves the first column to a multiple of 64, and all others with it.
arrow::Status write_aligned(int descriptor, ColumnNames names, arrow::ArrayVector columns, const FileMetadata& metadata) {
  const std::int64_t rows = columns[0]->length();
  const auto batch_with_padding = [&](std::size_t length) {
    const auto pairs = std::make_shared<arrow::KeyValueMetadata>();
    for (const auto& [key, value] : metadata) pairs->Append(key, value);
    pairs->Append(kPaddingKey, std::string(length, '.'));
    return arrow::RecordBatch::Make(schema_of(names, pairs), rows, columns);
  };
  OffsetProbe probe(columns[0]->data()->buffers[1]->data());
  ARROW_RETURN_NOT_OK(write_batch(&probe, *batch_with_padding(0)));
  const auto missing = static_cast<std::size_t>((kAlignment - probe.offset() % kAlignment) % kAlignment);
  const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);  // Arrow closes the one it is given
  if (own < 0) return arrow::Status::IOError(std::strerror(errno));
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::FileOutputStream::Open(own));
  ARROW_RETURN_NOT_OK(write_batch(sink.get(), *batch_with_padding(missing)));
  return sink->Close();
}

arrow::Status write_columns(int descriptor, ColumnNames names, std::span<const TimeMs> time,
                            std::span<const std::span<const double>> values, const FileMetadata& metadata) {
  ARROW_ASSIGN_OR_RAISE(auto columns, arrays_of(time, values));
  return write_aligned(descriptor, names, std::move(columns), metadata);
}

}  // namespace

MappedColumns map_with_arrow(const std::filesystem::path& file, ColumnNames names) {
  try {
    return read_mapping(file, map_whole(file), names);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& failure) {  // e.g. bad_alloc from a header that lies about its size
    throw_damaged(file, std::string("cannot be read: ") + failure.what());
  }
}

void write_with_arrow(int descriptor, const std::filesystem::path& shown_name, ColumnNames names, std::span<const TimeMs> time,
                      std::span<const std::span<const double>> values, const FileMetadata& metadata) {
  const auto status = write_columns(descriptor, names, time, values, metadata);
  if (!status.ok()) {
    throw data_error("write_failed", "cannot write " + shown_name.string() + ": " + status.message(), shown_name.string());
  }
}

}  // namespace orchestrator
