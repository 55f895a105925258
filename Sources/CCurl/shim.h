#include <curl/curl.h>

// Swift cannot call what takes any number of arguments.
static inline CURLcode curl_set_number(CURL *handle, CURLoption option, long number) {
  return curl_easy_setopt(handle, option, number);
}

// Texts are copied; a list and what a callback is given have to outlive the request.
static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, const void *pointer) {
  return curl_easy_setopt(handle, option, pointer);
}

typedef size_t (*curl_sink)(char *bytes, size_t size, size_t count, void *user);

static inline CURLcode curl_set_sink(CURL *handle, curl_sink sink, void *user) {
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, user);
  return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, sink);
}

static inline long curl_status(CURL *handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}
