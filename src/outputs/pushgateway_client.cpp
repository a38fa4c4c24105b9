#include "outputs/pushgateway_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "outputs/display_text.hpp"

namespace hrp::outputs {
namespace {

constexpr std::size_t kMaxAnswer = 512;  // enough for the gateway's reason

std::size_t keepBeginning(char* data, std::size_t size, std::size_t count, void* user) {
  auto& answer = *static_cast<std::string*>(user);
  answer.append(data, std::min(size * count, kMaxAnswer - answer.size()));
  return size * count;
}

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct SlistDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

}  // namespace

struct PushgatewayClient::Handle {
  struct Deleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  std::unique_ptr<CURL, Deleter> curl{curl_easy_init()};
};

PushgatewayClient::PushgatewayClient(std::chrono::milliseconds timeout)
    : timeout_(std::max(timeout, std::chrono::milliseconds(1))) {  // 0 would mean no limit to curl
  initialiseOnce();
  handle_ = std::make_unique<Handle>();
}

PushgatewayClient::~PushgatewayClient() = default;

base::Result<> PushgatewayClient::put(const std::string& group_url, const std::string& metrics) {
  return perform(group_url, "PUT", &metrics);
}

base::Result<> PushgatewayClient::remove(const std::string& group_url) {
  return perform(group_url, "DELETE", nullptr);
}

base::Result<> PushgatewayClient::perform(const std::string& url, const char* method,
                                          const std::string* body) {
  CURL* curl = handle_->curl.get();
  if (curl == nullptr) return base::fail(base::ErrorCode::kInternal, "libcurl did not start");
  curl_easy_reset(curl);  // options only; the connection stays
  std::string answer;
  std::array<char, CURL_ERROR_SIZE> reason{};
  // "Expect:" without a value keeps curl from asking before a large body: a second round trip.
  std::unique_ptr<curl_slist, SlistDeleter> headers(curl_slist_append(nullptr, "Expect:"));
  curl_slist_append(headers.get(), "Content-Type: text/plain; version=0.0.4; charset=utf-8");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);  // other threads must not get a SIGALRM
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_.count()));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout_.count()));
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason.data());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &keepBeginning);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (body != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
  }
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) {
    const char* text = reason[0] != '\0' ? reason.data() : curl_easy_strerror(code);
    return base::fail(base::ErrorCode::kUnavailable, text);
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  return base::fail(base::ErrorCode::kUnavailable,
                    "status " + std::to_string(status) + " " + printable(answer));
}

}  // namespace hrp::outputs
