#include "orchestrator/repository/series_export.h"

#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/table.h>
#include <arrow/util/compression.h>
#include <arrow/util/key_value_metadata.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <parquet/arrow/writer.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "orchestrator/base/error.h"
#include "orchestrator/repository/atomic_file.h"

namespace orchestrator {
namespace {

/// The rows to export.
struct ExportRows {
  ColumnNames names;
  std::span<const TimeMs> time;
  std::vector<std::span<const double>> values;
};

ExportRows rows_within(const StoredSeries& series, TimeRange range) {
  const auto at = [&](TimeMs t) {
    return static_cast<std::size_t>(std::lower_bound(series.time.begin(), series.time.end(), t) - series.time.begin());
  };
  const std::size_t first = at(range.begin);
  const std::size_t last = range.end == TimeRange{}.end ? series.time.size() : at(range.end);
  const std::size_t count = last > first ? last - first : 0;
  if (count == 0) throw data_error("no_rows", series.id.label() + " has no rows in this range", series.file.string());
  ExportRows out{series_columns(series.id.kind), series.time.subspan(first, count), {}};
  for (const auto column : series.values) out.values.push_back(column.subspan(first, count));
  return out;
}

std::shared_ptr<arrow::Buffer> bytes_of(const void* data, std::size_t bytes) {
  return std::make_shared<arrow::Buffer>(static_cast<const std::uint8_t*>(data), static_cast<std::int64_t>(bytes));
}

std::shared_ptr<arrow::Table> table_of(const ExportRows& rows, const FileMetadata& metadata) {
  const auto count = static_cast<std::int64_t>(rows.time.size());
  const auto time_type = arrow::timestamp(arrow::TimeUnit::MILLI, "UTC");
  arrow::FieldVector fields{arrow::field(std::string(rows.names[0]), time_type, false)};
  arrow::ArrayVector columns{
      std::make_shared<arrow::TimestampArray>(time_type, count, bytes_of(rows.time.data(), rows.time.size_bytes()), nullptr, 0)};
  for (std::size_t c = 0; c < rows.values.size(); ++c) {
    fields.push_back(arrow::field(std::string(rows.names[c + 1]), arrow::float64(), false));
    columns.push_back(
        std::make_shared<arrow::DoubleArray>(count, bytes_of(rows.values[c].data(), rows.values[c].size_bytes()), nullptr, 0));
  }
  const auto pairs = std::make_shared<arrow::KeyValueMetadata>();
  for (const char* key : {"symbol", "exchange", "market", "interval", "kind"}) {
    if (const auto found = metadata.find(key); found != metadata.end()) pairs->Append(found->first, found->second);
  }
  return arrow::Table::Make(arrow::schema(fields, pairs), columns, count);
}

arrow::Status write_parquet(const std::shared_ptr<arrow::io::OutputStream>& sink, const arrow::Table& table) {
  const auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  const auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  return parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink, 1 << 20, properties, arrow_properties);
}

arrow::Status write_ipc(const std::shared_ptr<arrow::io::OutputStream>& sink, const arrow::Table& table, ExportFormat format) {
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  if (format == ExportFormat::kFeather) {
    ARROW_ASSIGN_OR_RAISE(options.codec, arrow::util::Codec::Create(arrow::Compression::LZ4_FRAME));
  }
  ARROW_ASSIGN_OR_RAISE(auto writer, arrow::ipc::MakeFileWriter(sink, table.schema(), options));
  ARROW_RETURN_NOT_OK(writer->WriteTable(table));
  return writer->Close();
}

arrow::Status write_table(int descriptor, const arrow::Table& table, ExportFormat format) {
  const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);  // Arrow closes the one it is given
  if (own < 0) return arrow::Status::IOError(std::strerror(errno));
  ARROW_ASSIGN_OR_RAISE(auto sink, arrow::io::FileOutputStream::Open(own));
  ARROW_RETURN_NOT_OK(format == ExportFormat::kParquet ? write_parquet(sink, table) : write_ipc(sink, table, format));
  return sink->Close();
}

void write_bytes(int descriptor, std::string_view bytes, const std::filesystem::path& shown_name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0)
      throw data_error("write_failed", "cannot write " + shown_name.string() + ": " + std::strerror(errno), shown_name.string());
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_csv(int descriptor, const ExportRows& rows, CsvTime csv_time, const std::filesystem::path& shown_name) {
  constexpr std::size_t kFlushAt = 1 << 20;
  fmt::memory_buffer text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "{}\n", fmt::join(rows.names, ","));
  for (std::size_t i = 0; i < rows.time.size(); ++i) {
    if (csv_time == CsvTime::kIso) {
      fmt::format_to(out, "{}", format_time(rows.time[i]));
    } else {
      fmt::format_to(out, "{}", rows.time[i]);
    }
    for (const auto column : rows.values) fmt::format_to(out, ",{}", column[i]);
    text.push_back('\n');
    if (text.size() < kFlushAt) continue;
    write_bytes(descriptor, {text.data(), text.size()}, shown_name);
    text.clear();
  }
  write_bytes(descriptor, {text.data(), text.size()}, shown_name);
}

}  // namespace

std::size_t export_series(const StoredSeries& series, TimeRange range, ExportFormat format, CsvTime csv_time,
                          const std::filesystem::path& output) {
  const ExportRows rows = rows_within(series, range);
  write_atomically(output, [&](int descriptor) {
    if (format == ExportFormat::kCsv) return write_csv(descriptor, rows, csv_time, output);
    const auto status = write_table(descriptor, *table_of(rows, series.metadata), format);
    if (!status.ok()) throw data_error("write_failed", "cannot write " + output.string() + ": " + status.message(), output.string());
  });
  return rows.time.size();
}

}  // namespace orchestrator
