// Downloads over HTTP that survive what networks do.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "orchestrator/telemetry/interrupt.h"

namespace orchestrator {

struct HttpSettings {
  std::chrono::milliseconds connect_timeout{10'000};
  long low_speed_bytes = 1'000;                ///< a transfer slower than this many bytes a second …
  std::chrono::seconds low_speed_time{30};     ///< … for this long is broken off and tried again
  int attempts = 5;                            ///< of each file, the first one included
  std::chrono::milliseconds first_delay{500};  ///< before the second attempt; doubled for each further one, with jitter
  std::chrono::milliseconds longest_delay{30'000};
  std::uint64_t largest_file = std::uint64_t{4} << 30;  ///< bytes; more is an error
};

/// What all clients together did.
struct HttpCounters {
  std::atomic<std::uint64_t> bytes{0};    ///< of bodies received
  std::atomic<std::uint64_t> retries{0};  ///< attempts beyond a file's first
  std::atomic<std::uint64_t> resumed{0};  ///< attempts that continued a partial file
};

struct HttpReply;

/// One connection that is kept alive between requests. One thread at a time uses a client.
class HttpClient {
 public:
  /// The references must outlive the client. curl_global_init must have been called (`CurlLibrary`).
  HttpClient(const HttpSettings& settings, HttpCounters& counters, const StopFlag& stop);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Downloads into `file`. What is there already is taken for the beginning of it and continued with a Range request; a broken transfer
  /// leaves what came. False when the server says 404 or 410. Throws a data error (`download_failed`, `server_unreachable`) when all
  /// attempts failed, `write_failed` when the disk did, and the `interrupted` error.
  bool download(const std::string& url, const std::filesystem::path& file);

  /// A small text; nullopt on 404 or 410. Errors as above, also when it is longer than `limit` bytes.
  std::optional<std::string> get_text(const std::string& url, std::size_t limit);

 private:
  /// Takes a piece of the body of a 2xx reply; false breaks the transfer off.
  using Sink = std::function<bool(const HttpReply& reply, std::string_view piece)>;
  /// Gets ready for an attempt, knowing how the one before failed (nullptr: there was none); returns the byte to start at.
  using Start = std::function<std::uint64_t(const HttpReply* previous)>;

  /// Attempts until one succeeds (true) or the server says that there is no such file (false).
  bool request(const std::string& url, const Start& start, const Sink& sink);
  HttpReply perform(const std::string& url, std::uint64_t offset, const Sink& sink);
  void wait_before(int attempt, std::chrono::milliseconds wished) const;

  const HttpSettings& settings_;
  HttpCounters& counters_;
  const StopFlag& stop_;
  std::unique_ptr<void, void (*)(void*)> handle_;
};

/// libcurl, initialised as long as one of these lives.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

}  // namespace orchestrator
