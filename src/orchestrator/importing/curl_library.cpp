#include "orchestrator/importing/curl_library.h"

#include <dlfcn.h>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

/// The name has been the same since 2006; OpenSSL's build of it comes first, as it is the one that the headers belong to.
constexpr const char* kNames[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};

void* open_curl() {
  for (const char* name : kNames) {
    // Never unloaded: the libraries below it keep state that does not survive that.
    if (void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) return library;
  }
  throw data_error("curl_missing", "downloads need libcurl, which is not installed", "libcurl.so.4",
                   "Debian and Ubuntu: apt-get install libcurl4");
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  if (!function)
    throw data_error("curl_missing", std::string("the installed libcurl lacks ") + name, "libcurl.so.4", "version 7.85 or newer is needed");
}

}  // namespace

CurlLibrary::CurlLibrary() {
  void* const library = open_curl();
  find(library, "curl_easy_init", easy_init);
  find(library, "curl_easy_cleanup", easy_cleanup);
  find(library, "curl_easy_reset", easy_reset);
  find(library, "curl_easy_setopt", easy_setopt);
  find(library, "curl_easy_getinfo", easy_getinfo);
  find(library, "curl_easy_perform", easy_perform);
  find(library, "curl_easy_strerror", easy_strerror);
  find(library, "curl_global_init", global_init_);
  find(library, "curl_global_cleanup", global_cleanup_);
  if (global_init_(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw internal_error("curl_failed", "libcurl could not be initialised");
}

CurlLibrary::~CurlLibrary() { global_cleanup_(); }

}  // namespace orchestrator
