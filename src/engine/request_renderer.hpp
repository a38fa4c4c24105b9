#pragma once
// RequestRenderer: request step and variables → the bytes to be sent (section 6 of the semantics).
// One for each engine thread, with the scratch space for its requests; it never sends anything.
//
// Errors name the field ("request.url: …"); nothing was sent then.

#include <string>
#include <string_view>

#include "engine/multipart.hpp"
#include "engine/request_plan.hpp"
#include "hrp/base/random.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {

// A request as its user keeps it while it is under way. Reused for other requests, so that its
// texts keep their memory.
struct RenderedRequest {
  http::Url own_url;
  http::Origin own_origin;
  std::string own_head;
  std::string own_body;
  std::string own_step_cookies;

  // Point into the above, or into the plan when the request is the same for every user.
  const FixedRequest* fixed = nullptr;  // set when own_head is not used (yet)
  const http::Url* url = nullptr;
  const http::Origin* origin = nullptr;
  std::string_view head;  // complete
  std::string_view body;
  std::string_view step_cookies;
  std::size_t params_at = 0;  // in the url's query, where that of the step's params begins

  // Points to what is in own_….
  void useOwn() {
    fixed = nullptr;
    url = &own_url;
    origin = &own_origin;
    head = own_head;
    body = own_body;
    step_cookies = own_step_cookies;
  }
  [[nodiscard]] std::string_view method() const { return head.substr(0, head.find(' ')); }
};

class RequestRenderer {
 public:
  struct Options {
    bool disable_keepalive = false;
    bool disable_compression = false;
  };
  RequestRenderer(Options options, base::Random& random, FileReader read_file)
      : options_(options), random_(random), read_file_(std::move(read_file)) {}

  // The parts that do not depend on the user's cookies. `out.head` is not complete yet.
  [[nodiscard]] base::Result<> render(const RequestPlan& plan, const expression::Scope& scope,
                                      RenderedRequest& out);
  // Adds the cookies of the step and those of the jar with other names, and completes the head.
  static void finish(const http::CookieJar& jar, const base::Clock& clock, RenderedRequest& out);
  // Renders a constant request into plan.fixed; an error is left for the users to meet.
  void fix(RequestPlan& plan);

 private:
  using Field = std::pair<std::string, std::string>;

  base::Result<> renderAll(const RequestPlan& plan, const expression::Scope& scope,
                           RenderedRequest& out);
  base::Result<> renderUrl(const RequestPlan& plan, const expression::Scope& scope,
                           RenderedRequest& out);
  base::Result<> joinUrl(std::string_view base_url, const testcase::RequestStep& step,
                         RenderedRequest& out);
  bool joinPlainPath(std::string_view url, RenderedRequest& out);
  base::Result<> appendParams(const testcase::RequestStep& step, const expression::Scope& scope,
                              std::string& query);
  base::Result<> renderHeaders(const RequestPlan& plan, const expression::Scope& scope,
                               RenderedRequest& out);
  base::Result<> takeHeader(HeaderKind kind, std::string_view name, std::string_view value,
                            RenderedRequest& out);
  base::Result<> renderCookies(const testcase::RequestStep& step, const expression::Scope& scope,
                               std::string& out);
  base::Result<> renderBody(const testcase::RequestStep& step, const expression::Scope& scope,
                            std::string& out);
  base::Result<> renderUpload(const testcase::RequestStep& step, const expression::Scope& scope,
                              std::string& out);
  void assemble(std::string_view method, RenderedRequest& out) const;

  const Options options_;
  base::Random& random_;
  const FileReader read_file_;

  // Of the request being rendered.
  std::string method_;
  std::string url_text_;
  std::string base_text_;
  std::string header_name_;
  std::string header_value_;
  std::string fields_;
  std::string host_;
  std::string user_agent_;
  std::string content_type_;
  bool has_authorization_ = false;
  bool has_accept_encoding_ = false;
  bool upgrade_ = false;

  // The base URL parsed last; most requests have the same.
  std::string parsed_base_text_;
  http::Url parsed_base_;
  http::Origin parsed_origin_;
  std::string parsed_host_;
  bool parsed_verify_ = true;
  bool parsed_ = false;
};

}  // namespace hrp::engine
