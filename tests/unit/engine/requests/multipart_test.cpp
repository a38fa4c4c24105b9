#include "engine/requests/multipart.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

base::Result<base::StoredFilePtr> readFile(const std::string& path) {
  if (path != "a/photo.png") return base::fail(base::ErrorCode::kNotFound, path + ": no such file");
  return std::make_shared<const base::StoredFile>(std::make_shared<const std::string>("PNG!"));
}

TEST(Multipart, ReadsUploadValues) {
  const UploadValue file = parseUploadValue("@\"a/photo.png\";type=image/x;filename=me.png");
  EXPECT_TRUE(file.file);
  EXPECT_EQ(file.text, "a/photo.png");
  EXPECT_EQ(file.type, "image/x");
  EXPECT_EQ(file.file_name, "me.png");

  const UploadValue text = parseUploadValue("a=b;c");
  EXPECT_FALSE(text.file);
  EXPECT_EQ(text.text, "a=b;c");
}

TEST(Multipart, ContentTypesByExtension) {
  EXPECT_EQ(contentTypeOf("x/photo.PNG"), "image/png");
  EXPECT_EQ(contentTypeOf("dir.json/noextension"), "application/octet-stream");
  EXPECT_EQ(contentTypeOf("notes.txt"), "text/plain");
}

TEST(Multipart, WritesFilesAndFields) {
  std::string out;
  std::vector<BodyFile> files;
  MultipartWriter writer(out, files, "B");
  ASSERT_TRUE(writer.add("file", parseUploadValue("@a/photo.png"), readFile));
  ASSERT_TRUE(writer.add("na\"me", parseUploadValue("text"), readFile));
  writer.finish();
  EXPECT_EQ(out,
            "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.png\"\r\n"
            "Content-Type: image/png\r\n\r\n\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"na%22me\"\r\n\r\ntext\r\n--B--\r\n");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(*files[0].content->text(), "PNG!");
  EXPECT_EQ(out.substr(files[0].at, 6), "\r\n--B\r");
}

TEST(Multipart, AFileWithoutContentIsNoPiece) {
  std::string out;
  std::vector<BodyFile> files;
  MultipartWriter writer(out, files, "B");
  const auto empty = [](const std::string&) -> base::Result<base::StoredFilePtr> {
    return std::make_shared<const base::StoredFile>(std::make_shared<const std::string>());
  };
  ASSERT_TRUE(writer.add("f", parseUploadValue("@e.txt"), empty));
  EXPECT_TRUE(files.empty());
}

TEST(Multipart, RefusesMissingFilesAndBrokenTypes) {
  std::string out;
  std::vector<BodyFile> files;
  MultipartWriter writer(out, files, "B");
  const auto missing = writer.add("f", parseUploadValue("@nothing"), readFile);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "nothing: no such file");
  UploadValue evil;
  evil.text = "x";
  evil.type = "text/plain\r\nX: y";
  EXPECT_FALSE(writer.add("f", evil, readFile));
  EXPECT_EQ(out, "") << "what is refused leaves nothing behind";
}

}  // namespace
}  // namespace hrp::engine
