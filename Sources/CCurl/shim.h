#include <curl/curl.h>

// libcurl is opened while the program runs, so nothing here may refer to a function of it: what takes any
// number of arguments, which Swift cannot call, goes through the address that dlsym gave.

static inline CURLcode curl_set_number(void *setopt, void *handle, CURLoption option, long number) {
  return ((CURLcode(*)(CURL *, CURLoption, ...))setopt)(handle, option, number);
}

// Texts are copied; a list and what a callback is given have to outlive the request.
static inline CURLcode curl_set_pointer(
    void *setopt, void *handle, CURLoption option, const void *pointer) {
  return ((CURLcode(*)(CURL *, CURLoption, ...))setopt)(handle, option, pointer);
}

typedef size_t (*curl_sink)(char *bytes, size_t size, size_t count, void *user);

static inline CURLcode curl_set_sink(void *setopt, void *handle, curl_sink sink, void *user) {
  curl_set_pointer(setopt, handle, CURLOPT_WRITEDATA, user);
  return ((CURLcode(*)(CURL *, CURLoption, ...))setopt)(handle, CURLOPT_WRITEFUNCTION, sink);
}

static inline long curl_status(void *getinfo, void *handle) {
  long status = 0;
  ((CURLcode(*)(CURL *, CURLINFO, ...))getinfo)(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
