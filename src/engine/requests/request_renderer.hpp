#pragma once
// RequestRenderer: request step and variables → the bytes to be sent (section 6 of the semantics).
// One for each engine thread, with the scratch space for its requests; it never sends anything.
//
// Errors name the field ("request.url: …"); nothing was sent then.

#include <memory>
#include <string>
#include <string_view>

#include "engine/requests/multipart.hpp"
#include "engine/requests/rendered_request.hpp"
#include "engine/requests/request_frame.hpp"
#include "engine/requests/request_plan.hpp"
#include "hrp/base/random.hpp"
#include "hrp/expression/template.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {

class RequestRenderer {
 public:
  struct Options {
    bool disable_keepalive = false;
    bool disable_compression = false;
  };
  RequestRenderer(Options options, base::Random& random, FileOpener open_file)
      : options_(options), random_(random), open_file_(std::move(open_file)) {}

  // The parts that do not depend on the user's cookies. `out.head` is not complete yet.
  [[nodiscard]] base::Result<> render(const RequestPlan& plan, const expression::Scope& scope,
                                      RenderedRequest& out);
  // Adds the cookies of the step and those of the jar with other names, and completes the head.
  static void finish(const http::CookieJar& jar, const base::Clock& clock, RenderedRequest& out);
  // Renders a constant request into plan.fixed, and what is constant of others into plan.frame; an
  // error is left for the users to meet.
  void fix(RequestPlan& plan);

 private:
  using Field = std::pair<std::string, std::string>;

  std::shared_ptr<const RequestFrame> frameOf(const RequestPlan& plan);
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
  void takeHeader(HeaderKind kind, std::string_view name, std::string_view value,
                  RenderedRequest& out);
  base::Result<> renderCookies(const testcase::RequestStep& step, const expression::Scope& scope,
                               std::string& out);
  base::Result<> renderBody(const testcase::RequestStep& step, const expression::Scope& scope,
                            RenderedRequest& out);
  base::Result<> renderUpload(const testcase::RequestStep& step, const expression::Scope& scope,
                              RenderedRequest& out);
  void assemble(std::string_view method, RenderedRequest& out) const;

  const Options options_;
  base::Random& random_;
  const FileOpener open_file_;

  // Of the request being rendered.
  std::string method_;
  std::string url_text_;
  std::string base_text_;
  std::string header_name_;
  std::string header_value_;
  std::string fields_;
  std::string host_text_;
  std::string user_agent_text_;
  std::string_view host_;        // points to the text above or to parsed_host_
  std::string_view user_agent_;  // points to the text above or to a literal
  std::string content_type_;
  bool has_authorization_ = false;
  bool has_accept_encoding_ = false;
  bool chunked_ = false;  // the body is to be
  bool upgrade_ = false;

  // The base URL parsed last; most requests have the same.
  std::string parsed_base_text_;
  http::Url parsed_base_;
  http::Origin parsed_origin_;
  std::string parsed_host_;
  bool parsed_ = false;
};

}  // namespace hrp::engine
