// Files that a request uploads (src/testcase/steps/uploads.cpp).

#include "testcase/steps/uploads.hpp"

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

const RequestStep& uploading(const std::shared_ptr<const Program>& program) {
  return *stepIf<RequestStep>(program->operations.at(0));
}

TEST(Uploads, UploadsAreReadWhenLoading) {
  const std::string yaml =
      "config: {base_url: http://h, variables: {fn: up.txt}, parameters: {p: [a.bin, b.bin]}}\n"
      "teststeps:\n- request: {url: /u, upload: {f: '@d/x.json;type=text/foo', t: plain, n: 5,\n"
      "    q: '@\"$fn\";filename=o.txt', p: '@$p'}}\n";
  EXPECT_TRUE(
      diagnostics(
          *program(yaml, {{"up.txt", "x"}, {"d/x.json", "{}"}, {"a.bin", ""}, {"b.bin", ""}}))
          .empty());
  const auto missing = program(yaml, {{"up.txt", "x"}, {"d/x.json", "{}"}, {"a.bin", ""}});
  ASSERT_EQ(missing->diagnostics.size(), 1U);
  EXPECT_EQ(missing->diagnostics[0].field, "request.upload.p");
  EXPECT_EQ(uploading(missing).body.kind, RequestBody::Kind::kUpload);
  EXPECT_EQ(uploading(missing).body.upload.size(), 5U);
}

TEST(Uploads, UploadPath) {
  EXPECT_EQ(uploadPath("@a.txt"), "a.txt");
  EXPECT_EQ(uploadPath(" @\"a b.txt\" ;type=x"), "a b.txt");
  EXPECT_EQ(uploadPath("text;filename=@x"), "");
  EXPECT_EQ(uploadPath(""), "");
}

}  // namespace
}  // namespace hrp::testcase
