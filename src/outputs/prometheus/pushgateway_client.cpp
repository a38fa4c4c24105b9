#include "outputs/prometheus/pushgateway_client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <mutex>

#include "hrp/outputs/gateway_address.hpp"
#include "outputs/display_text.hpp"
#include "outputs/prometheus/gzip_text.hpp"

namespace hrp::outputs {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMaxReason = 512;  // of the gateway's answer to a push
// Below it the headers of the request are most of what goes over the network.
constexpr std::size_t kWorthCompressing = 4'096;

void initialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct Kept {
  std::string body;
  std::size_t most = kMaxReason;
  bool cut = false;
};

std::size_t keepBeginning(char* data, std::size_t size, std::size_t count, void* user) {
  auto& kept = *static_cast<Kept*>(user);
  const std::size_t room = kept.most - kept.body.size();
  kept.cut = kept.cut || size * count > room;
  kept.body.append(data, std::min(size * count, room));
  return size * count;
}

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList headersOf(bool compressed) {
  // "Expect:" without a value keeps curl from asking before a large body: a second round trip.
  HeaderList headers(curl_slist_append(nullptr, "Expect:"));
  curl_slist_append(headers.get(), "Content-Type: text/plain; version=0.0.4; charset=utf-8");
  if (compressed) curl_slist_append(headers.get(), "Content-Encoding: gzip");
  return headers;
}

tl::unexpected<base::Error> unavailable(std::string reason) {
  return base::fail(base::ErrorCode::kUnavailable, std::move(reason));
}

}  // namespace

struct PushgatewayClient::Handles {
  struct MultiDeleter {
    void operator()(CURLM* handle) const { curl_multi_cleanup(handle); }
  };
  struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  std::unique_ptr<CURLM, MultiDeleter> multi{curl_multi_init()};
  std::unique_ptr<CURL, EasyDeleter> easy{curl_easy_init()};
};

struct PushgatewayClient::Request {
  const std::string& url;
  const char* method = "PUT";
  const std::string* body = nullptr;
  bool compressed = false;
  std::size_t most_answer = kMaxReason;
};

struct PushgatewayClient::Answer {
  long status = 0;
  std::string body{};
  bool cut = false;
  std::string location{};
  std::int64_t unix_seconds = 0;

  [[nodiscard]] bool accepted() const { return status >= 200 && status < 300; }
  [[nodiscard]] std::string reason() const {
    std::string text = "status " + std::to_string(status);
    if (!location.empty()) {
      return text + ", Location: " + printable(withoutCredentials(location)).substr(0, kMaxReason);
    }
    return text + " " + printable(body);
  }
};

PushgatewayClient::PushgatewayClient(const base::Clock& clock, base::Duration timeout)
    : clock_(clock), timeout_(timeout), deadline_(base::TimePoint::max()) {
  initialiseOnce();
  handles_ = std::make_unique<Handles>();
}

PushgatewayClient::~PushgatewayClient() = default;

base::Result<> PushgatewayClient::put(const std::string& group_url, const std::string& metrics) {
  if (compresses_ && metrics.size() >= kWorthCompressing) {
    const std::string smaller = gzipped(metrics);
    const auto answer = perform({.url = group_url, .body = &smaller, .compressed = true});
    if (!answer) return base::fail(answer.error());
    if (answer->accepted()) return {};
    // Perhaps the coding, perhaps the metrics: the plain text tells.
    if (answer->status != 400 && answer->status != 415) return unavailable(answer->reason());
    compresses_ = false;
  }
  const auto answer = perform({.url = group_url, .body = &metrics});
  if (!answer) return base::fail(answer.error());
  return answer->accepted() ? base::Result<>{} : base::Result<>(unavailable(answer->reason()));
}

base::Result<> PushgatewayClient::remove(const std::string& group_url) {
  const auto answer = perform({.url = group_url, .method = "DELETE"});
  if (!answer) return base::fail(answer.error());
  return answer->accepted() ? base::Result<>{} : base::Result<>(unavailable(answer->reason()));
}

base::Result<PushgatewayClient::Listing> PushgatewayClient::get(const std::string& url) {
  auto answer = perform({.url = url, .method = "GET", .most_answer = kMaxListing});
  if (!answer) return base::fail(answer.error());
  if (!answer->accepted()) return unavailable("status " + std::to_string(answer->status));
  if (answer->cut) return base::fail(base::ErrorCode::kLimit, "the answer is too large");
  const auto here = std::chrono::floor<seconds>(clock_.wallNow().time_since_epoch()).count();
  const bool has_time = answer->unix_seconds > 0;
  return Listing{std::move(answer->body), has_time ? answer->unix_seconds : here};
}

void PushgatewayClient::endBy(base::TimePoint deadline) {
  deadline_ = deadline;
  curl_multi_wakeup(handles_->multi.get());
}

base::Result<PushgatewayClient::Answer> PushgatewayClient::perform(const Request& request) {
  CURL* const easy = handles_->easy.get();
  CURLM* const multi = handles_->multi.get();
  if (easy == nullptr || multi == nullptr) {
    return base::fail(base::ErrorCode::kInternal, "libcurl did not start");
  }
  curl_easy_reset(easy);  // options only; the connection stays
  Kept kept{.body = {}, .most = request.most_answer};
  std::array<char, CURL_ERROR_SIZE> reason{};
  const HeaderList headers = headersOf(request.compressed);
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);  // other threads must not get a SIGALRM
  // A look-up that hangs is left to its thread: waiting for it would hold the end of the process.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason.data());
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &keepBeginning);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &kept);
  if (!certificates_.empty()) {
    curl_blob blob{certificates_.data(), certificates_.size(), CURL_BLOB_NOCOPY};
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
  }
  if (request.body != nullptr) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body->data());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
  }
  const auto done = transfer();
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
  if (!done) return unavailable(reason[0] != '\0' ? reason.data() : done.error().message);
  Answer answer{.status = 0, .body = std::move(kept.body), .cut = kept.cut};
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_header* field = nullptr;
  if (curl_easy_header(easy, "Location", 0, CURLH_HEADER, -1, &field) == CURLHE_OK) {
    answer.location = field->value;
  }
  if (curl_easy_header(easy, "Date", 0, CURLH_HEADER, -1, &field) == CURLHE_OK) {
    answer.unix_seconds = curl_getdate(field->value, nullptr);
  }
  return answer;
}

// Not curl_easy_perform(): it looks at its callbacks once a second when nothing comes, and the end
// of a run has not so long to wait.
base::Result<> PushgatewayClient::transfer() {
  CURLM* const multi = handles_->multi.get();
  CURL* const easy = handles_->easy.get();
  const base::TimePoint latest = clock_.now() + timeout_;
  curl_multi_add_handle(multi, easy);
  base::Result<> result;
  for (int running = 1;;) {
    if (curl_multi_perform(multi, &running) != CURLM_OK) {
      result = unavailable("libcurl failed");
      break;
    }
    if (running == 0) break;
    const base::Duration left = std::min(latest, deadline_.load()) - clock_.now();
    if (left <= base::Duration::zero()) {
      result = unavailable("no answer in time");
      break;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(left);
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(wait.count()), nullptr);
  }
  int waiting = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &waiting)) {
    if (message->msg == CURLMSG_DONE && message->data.result != CURLE_OK) {
      result = unavailable(curl_easy_strerror(message->data.result));
    }
  }
  curl_multi_remove_handle(multi, easy);
  return result;
}

}  // namespace hrp::outputs
