#include "hrp/testcase/bundle.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::testcase {
namespace {

using nlohmann::json;

base::StoredFilePtr content(std::string text) {
  return std::make_shared<const base::StoredFile>(
      std::make_shared<const std::string>(std::move(text)));
}

std::string packed(const json& document) {
  const auto bytes = json::to_msgpack(document);
  return {bytes.begin(), bytes.end()};
}

TEST(Bundle, ComesBackAsItWas) {
  const Bundle bundle{"/w",
                      {"/w/b.yaml", "/w/a.json"},
                      {{"/w/a.json", content("{}")},
                       {"/w/b.yaml", content(std::string("\0\xff", 2))},
                       {"/w/up.bin", content("")}}};
  const auto back = Bundle::decode(bundle.encode().value());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->working_folder, "/w");
  EXPECT_EQ(back->testcase_files, bundle.testcase_files);
  ASSERT_EQ(back->files.size(), 3U);
  EXPECT_EQ(*back->files.at("/w/b.yaml")->text(), std::string("\0\xff", 2));
  EXPECT_EQ(bundle.encode().value(), back->encode().value());
}

// A worker of the same release reads it with the library; nothing of it may depend on who wrote it.
TEST(Bundle, IsEncodedAsTheLibraryDoes) {
  Bundle bundle{"/w", {"/w/0"}, {}};
  json files = json::object();
  for (std::size_t i = 0; i < 20; ++i) {
    const std::string text(i * i * i * 40, 'x');  // heads of one, two and four bytes
    const std::string path = "/w/" + std::to_string(i) + std::string(i * 20, 'p');
    bundle.files[path] = content(text);
    files[path] = json::binary({text.begin(), text.end()});
  }
  const json whole = {
      {"version", 1}, {"working_folder", "/w"}, {"testcase_files", {"/w/0"}}, {"files", files}};
  EXPECT_TRUE(bundle.encode().value() == packed(whole));
  const Bundle empty{"/w", {}, {}};
  EXPECT_EQ(empty.encode().value(), packed({{"version", 1},
                                            {"working_folder", "/w"},
                                            {"testcase_files", json::array()},
                                            {"files", json::object()}}));
}

TEST(Bundle, OfMoreFilesThanAShortMapHolds) {
  Bundle bundle{"/w", {}, {}};
  for (int i = 0; i < 70'000; ++i) bundle.files["/w/" + std::to_string(i)] = content("");
  EXPECT_EQ(Bundle::decode(bundle.encode().value())->files.size(), 70'000U);
}

// Files stay on the disk until a worker gets them.
TEST(Bundle, ReadsLargeFilesWhenItIsEncoded) {
  const hrp::testing::TempFolder folder;
  const std::string path = folder.path() + "/up.bin";
  const std::string large(base::StoredFile::kKept + 1, 'u');
  ASSERT_TRUE(base::writeFileAtomically(path, large));
  const Bundle bundle{"/w", {}, {{path, base::StoredFile::open(path).value()}}};
  const auto back = Bundle::decode(bundle.encode().value());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->files.at(path)->bytes(), large);
  std::filesystem::resize_file(path, 3);
  EXPECT_THAT(bundle.encode().error().message, ::testing::HasSubstr(path + ": shorter than"));
}

TEST(Bundle, KeepsAFileOfTheDiskInMemory) {
  const hrp::testing::TempFolder folder;
  const std::string large(base::StoredFile::kKept + 1, 'u');
  const std::string path = folder.write("up.bin", large);
  const auto bundle = std::make_shared<const Bundle>(
      Bundle{"/w", {}, {{path, base::StoredFile::open(path).value()}}});
  EXPECT_EQ(bundleFiles(bundle)->keep(path).value()->bytes(), large);
}

// A file with a hole: as long as it says, without a byte on the disk.
TEST(Bundle, OfMoreThanOneGigabyteIsRefused) {
  const hrp::testing::TempFolder folder;
  const std::string path = folder.path() + "/up.bin";
  ASSERT_TRUE(base::writeFileAtomically(path, ""));
  std::filesystem::resize_file(path, (std::uintmax_t{1} << 30) + 1);
  const Bundle bundle{"/w", {}, {{path, base::StoredFile::open(path).value()}}};
  const auto encoded = bundle.encode();
  ASSERT_FALSE(encoded);
  EXPECT_EQ(encoded.error().code, base::ErrorCode::kLimit);
  EXPECT_THAT(encoded.error().message, ::testing::HasSubstr(path));
}

TEST(Bundle, RefusesMalformedBytes) {
  const json good = {{"version", 1},
                     {"working_folder", "/w"},
                     {"testcase_files", {"/w/a"}},
                     {"files", {{"/w/a", json::binary({1})}}}};
  ASSERT_TRUE(Bundle::decode(packed(good)));
  const auto with = [&good](const char* key, const json& value) {
    json changed = good;
    changed[key] = value;
    return packed(changed);
  };
  const json bytes = json::binary({1});
  const std::vector<std::string> bad = {
      "",
      "x",
      packed(json::array()),
      packed(good) + "tail",
      packed(good).substr(0, 20),
      with("version", 2),
      with("working_folder", 5),
      with("working_folder", "relative"),
      with("testcase_files", "text"),
      with("testcase_files", {"/w/other"}),
      with("testcase_files", {5}),
      with("files", json::array()),
      with("files", {{"/w/a", "text"}}),
      with("files", {{"/w/a", bytes}, {"/w/../etc/passwd", bytes}}),
      with("files", {{"/w/a", bytes}, {"relative", bytes}}),
      with("files", {{"/w/a", bytes}, {"/" + std::string(5000, 'x'), bytes}}),
      std::string(1'000'000, '\x91'),
  };
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const auto bundle = Bundle::decode(bad[i]);
    ASSERT_FALSE(bundle) << i;
    EXPECT_EQ(bundle.error().code, base::ErrorCode::kParse) << i;
  }
}

TEST(Bundle, IsNamedByItsHash) {
  EXPECT_EQ(bundleHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Bundle, IsASourceOfFiles) {
  const auto bundle = std::make_shared<const Bundle>(
      Bundle{"/w", {}, {{"/w/d/a", content("1")}, {"/w/d/.h/b", content("2")}}});
  const auto files = bundleFiles(bundle);
  EXPECT_EQ(**files->read("/w/d/a"), "1");
  EXPECT_FALSE(files->read("/w/none"));
  EXPECT_EQ(files->keep("/w/d/a").value(), bundle->files.at("/w/d/a"));
  EXPECT_FALSE(files->keep("/w/none"));
  EXPECT_TRUE(files->isFile("/w/d/a"));
  EXPECT_TRUE(files->isFolder("/w/d"));
  EXPECT_FALSE(files->isFolder("/w/d/a"));
  EXPECT_THAT(*files->filesBelow("/w"), ::testing::ElementsAre("/w/d/a"));
  EXPECT_EQ(files->workingFolder(), "/w");
}

}  // namespace
}  // namespace hrp::testcase
