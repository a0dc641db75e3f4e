// libcurl, loaded when something is downloaded: with its two dozen libraries it costs as much as a back-test over a million bars, which every
// other command would pay at its start.
#pragma once

#include <curl/curl.h>

#include <memory>

namespace orchestrator {

/// The functions of libcurl that downloads need, under their names there without `curl_`. Initialised as long as the object lives.
/// Throws a data error (`curl_missing`) when the library is not installed.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;

  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;

 private:
  decltype(&curl_global_init) global_init_ = nullptr;
  decltype(&curl_global_cleanup) global_cleanup_ = nullptr;
};

}  // namespace orchestrator
