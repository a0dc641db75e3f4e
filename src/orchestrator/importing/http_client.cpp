#include "orchestrator/importing/http_client.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <exception>
#include <fstream>
#include <random>
#include <thread>
#include <utility>

#include "orchestrator/base/error.h"

namespace orchestrator {

/// What one request came to.
struct HttpReply {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::optional<std::uint64_t> range_begin;  ///< of a 206 reply
  std::chrono::milliseconds retry_after{0};
  std::string curl_message;
  std::exception_ptr sink_failure;

  bool ok() const { return code == CURLE_OK && status >= 200 && status < 300; }
  bool missing() const { return code == CURLE_OK && (status == 404 || status == 410); }
  /// True when what is on the disk can't be continued: the server has no such range, or sent another one.
  bool part_is_unfit(std::uint64_t offset) const { return status == 416 || (status == 206 && range_begin != offset); }
  std::string problem() const { return code == CURLE_OK ? fmt::format("HTTP status {}", status) : curl_message; }
  bool unreachable() const {
    return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY;
  }
  /// False for what another attempt cannot change.
  bool worth_retrying() const {
    switch (code) {
      case CURLE_OK:
        return status == 408 || status == 416 || status == 425 || status == 429 || status >= 500;
      case CURLE_URL_MALFORMAT:
      case CURLE_UNSUPPORTED_PROTOCOL:
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_TOO_MANY_REDIRECTS:
      case CURLE_FILESIZE_EXCEEDED:
        return false;
      default:
        return true;
    }
  }
};

namespace {

/// What the callbacks of one request need.
struct TransferState {
  CURL* handle;
  HttpReply* reply;
  const std::function<bool(const HttpReply&, std::string_view)>* sink;
  std::atomic<std::uint64_t>* bytes;
};

void close_handle(void* handle) { curl_easy_cleanup(handle); }

/// `Content-Range: bytes 100-199/200` -> 100.
std::optional<std::uint64_t> range_begin_of(std::string_view header) {
  constexpr std::string_view kName = "content-range: bytes ";
  if (header.size() < kName.size()) return std::nullopt;
  const bool same =
      std::equal(kName.begin(), kName.end(), header.begin(), [](unsigned char a, unsigned char b) { return a == std::tolower(b); });
  std::uint64_t begin = 0;
  const char* const digits = header.data() + kName.size();
  if (!same || std::from_chars(digits, header.data() + header.size(), begin).ec != std::errc{}) return std::nullopt;
  return begin;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* context) {
  auto& state = *static_cast<TransferState*>(context);
  const std::string_view header(data, size * count);
  if (header.starts_with("HTTP/")) state.reply->range_begin.reset();  // a new reply, after a redirection for example
  if (const auto begin = range_begin_of(header)) state.reply->range_begin = begin;
  return header.size();
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* context) {
  auto& state = *static_cast<TransferState*>(context);
  const std::string_view piece(data, size * count);
  curl_easy_getinfo(state.handle, CURLINFO_RESPONSE_CODE, &state.reply->status);
  if (state.reply->status < 200 || state.reply->status >= 300) return piece.size();  // the page of an error is of no interest
  *state.bytes += piece.size();
  try {
    return (*state.sink)(*state.reply, piece) ? piece.size() : 0;
  } catch (...) {
    state.reply->sink_failure = std::current_exception();
    return 0;  // exceptions must not pass through C code
  }
}

int watch_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const StopFlag*>(stop)->stop_requested() ? 1 : 0;
}

void set_common_options(CURL* handle, const HttpSettings& settings, const StopFlag& stop) {
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "orchestrator");
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, settings.low_speed_bytes);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.low_speed_time.count()));
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(settings.largest_file));
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch_stop);
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, const_cast<StopFlag*>(&stop));
}

std::uint64_t size_or_zero(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

Error disk_error(const std::filesystem::path& file) {
  return data_error("write_failed", fmt::format("cannot write '{}'", file.string()), file.string(),
                    "is the disk full, or the folder read-only?");
}

}  // namespace

CurlLibrary::CurlLibrary() {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw internal_error("curl_failed", "libcurl could not be initialised");
}
CurlLibrary::~CurlLibrary() { curl_global_cleanup(); }

HttpClient::HttpClient(const HttpSettings& settings, HttpCounters& counters, const StopFlag& stop)
    : settings_(settings), counters_(counters), stop_(stop), handle_(curl_easy_init(), close_handle) {
  if (!handle_) throw internal_error("curl_failed", "libcurl could not be initialised");
}
HttpClient::~HttpClient() = default;

bool HttpClient::download(const std::string& url, const std::filesystem::path& file) {
  std::ofstream out;
  std::uint64_t offset = 0;
  const auto start = [&](const HttpReply* previous) {
    out.close();
    out.clear();
    std::error_code ignored;  // what can't be removed is met again when it can't be written
    if (previous && previous->part_is_unfit(offset)) std::filesystem::remove(file, ignored);
    return offset = size_or_zero(file);
  };
  const auto write = [&](const HttpReply& reply, std::string_view piece) {
    if (reply.part_is_unfit(offset)) return false;
    if (!out.is_open()) {
      const bool continues = reply.status == 206;  // 200: the server sends the whole file again
      if (continues) ++counters_.resumed;
      out.open(file, std::ios::binary | (continues ? std::ios::app : std::ios::trunc));
    }
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (!out) throw disk_error(file);
    return true;
  };
  const bool found = request(url, start, write);
  if (!found) return false;
  if (!out.is_open()) out.open(file, std::ios::binary | std::ios::trunc);  // an empty body
  out.close();
  if (!out) throw disk_error(file);
  return true;
}

std::optional<std::string> HttpClient::get_text(const std::string& url, std::size_t limit) {
  std::string text;
  const auto clear = [&](const HttpReply*) -> std::uint64_t {
    text.clear();
    return 0;
  };
  const bool found = request(url, clear, [&](const HttpReply&, std::string_view piece) {
    if (text.size() + piece.size() > limit) throw data_error("download_failed", fmt::format("{}: longer than {} bytes", url, limit), url);
    text += piece;
    return true;
  });
  return found ? std::optional(std::move(text)) : std::nullopt;
}

bool HttpClient::request(const std::string& url, const Start& start, const Sink& sink) {
  HttpReply reply;
  for (int attempt = 1;; ++attempt) {
    stop_.throw_if_stopped();
    reply = perform(url, start(attempt == 1 ? nullptr : &reply), sink);
    if (reply.sink_failure) std::rethrow_exception(reply.sink_failure);
    stop_.throw_if_stopped();
    if (reply.ok()) return true;
    if (reply.missing()) return false;
    if (!reply.worth_retrying() || attempt >= settings_.attempts) {
      throw data_error(
          reply.unreachable() ? "server_unreachable" : "download_failed",
          fmt::format("{}: {} ({} attempt{})", url, reply.problem(), attempt, attempt == 1 ? "" : "s"), url,
          reply.unreachable() ? "check the network, or give another --base-url" : "run the command again: it continues where it stopped");
    }
    ++counters_.retries;
    wait_before(attempt + 1, reply.retry_after);
  }
}

HttpReply HttpClient::perform(const std::string& url, std::uint64_t offset, const Sink& sink) {
  CURL* const handle = handle_.get();
  HttpReply reply;
  TransferState state{handle, &reply, &sink, &counters_.bytes};
  char message[CURL_ERROR_SIZE] = "";
  curl_easy_reset(handle);  // keeps the connection
  set_common_options(handle, settings_, stop_);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &state);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &state);
  const std::string range = fmt::format("{}-", offset);
  if (offset > 0) curl_easy_setopt(handle, CURLOPT_RANGE, range.c_str());
  reply.code = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t retry_after = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after);
  reply.retry_after = std::chrono::seconds(std::clamp<curl_off_t>(retry_after, 0, 3600));
  reply.curl_message = message[0] ? message : curl_easy_strerror(reply.code);
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
  return reply;
}

/// Doubling delays with full jitter, so that many clients do not come back at the same moment.
void HttpClient::wait_before(int attempt, std::chrono::milliseconds wished) const {
  std::random_device random;
  const int doublings = std::clamp(attempt - 2, 0, 16);
  const auto longest = std::min(settings_.longest_delay, settings_.first_delay * (std::int64_t{1} << doublings));
  std::uniform_int_distribution<std::int64_t> jitter(longest.count() / 2, longest.count());
  const auto delay = std::max(std::chrono::milliseconds(jitter(random)), std::min(wished, settings_.longest_delay));
  const auto until = std::chrono::steady_clock::now() + delay;
  while (std::chrono::steady_clock::now() < until && !stop_.stop_requested()) {
    std::this_thread::sleep_for(
        std::min<std::chrono::steady_clock::duration>(std::chrono::milliseconds(50), until - std::chrono::steady_clock::now()));
  }
}

}  // namespace orchestrator
