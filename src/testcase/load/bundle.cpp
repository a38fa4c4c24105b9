#include "hrp/testcase/bundle.hpp"

#include <openssl/evp.h>

#include <array>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/base/bounded_msgpack.hpp"

namespace hrp::testcase {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxBundleBytes = std::size_t{1} << 30;
constexpr std::size_t kMaxBundledFiles = 100'000;
constexpr std::size_t kMaxPathBytes = 4096;
constexpr std::size_t kKeysBytes = 4096;  // about what is beside the files
constexpr std::size_t kHeadBytes = 10;    // of a path and of its content
constexpr base::MsgpackBounds kBounds{.depth = 4, .values = 10 * kMaxBundledFiles};

tl::unexpected<base::Error> malformed(const std::string& reason) {
  return base::fail(base::ErrorCode::kParse, "malformed bundle: " + reason);
}

bool isCleanPath(const std::string& path) {
  return path.size() <= kMaxPathBytes && path.starts_with('/') &&
         path.find('\0') == std::string::npos &&
         std::filesystem::path(path).lexically_normal().string() == path;
}

// A small one is a text in memory; a large one need not be in memory.
base::Result<base::StoredFilePtr> storedFile(const json::binary_t& bytes) {
  const std::string_view view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (view.size() <= base::StoredFile::kKept) {
    return std::make_shared<const base::StoredFile>(std::make_shared<const std::string>(view));
  }
  base::PrivateBytesWriter writer;
  writer.append(view);
  auto copy = writer.finish();
  if (!copy) return base::fail(std::move(copy.error()));
  return std::make_shared<const base::StoredFile>(std::move(*copy));
}

// A value of the encoded bundle that is small.
void appendValue(std::string& out, const json& value) {
  json::to_msgpack(value, nlohmann::detail::output_adapter<char>(out));
}

// The head of a map or of binary data in MessagePack: a byte that says how long the number is.
void appendHead(std::string& out, unsigned char kind, std::uint32_t count, int bytes) {
  out += static_cast<char>(kind);
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(count >> shift);
}

void appendMapHead(std::string& out, std::uint32_t count) {
  if (count < 16) return appendHead(out, static_cast<unsigned char>(0x80 + count), 0, 0);
  if (count <= 0xffff) return appendHead(out, 0xde, count, 2);
  appendHead(out, 0xdf, count, 4);
}

void appendBinaryHead(std::string& out, std::uint32_t count) {
  if (count <= 0xff) return appendHead(out, 0xc4, count, 1);
  if (count <= 0xffff) return appendHead(out, 0xc5, count, 2);
  appendHead(out, 0xc6, count, 4);
}

base::Result<Bundle> bundleOf(json document) {
  if (!document.is_object()) return malformed("not a map");
  if (document.value("version", json()) != json(kVersion)) {
    return malformed("another version; master and worker must be the same release");
  }
  const json folder = document.value("working_folder", json());
  const json cases = document.value("testcase_files", json());
  if (!folder.is_string() || !cases.is_array() || !document.value("files", json()).is_object()) {
    return malformed("a field is missing or of another type");
  }
  json& files = document["files"];
  if (files.size() > kMaxBundledFiles || cases.size() > kMaxBundledFiles)
    return malformed("too many files");
  Bundle bundle;
  bundle.working_folder = folder.get<std::string>();
  if (!isCleanPath(bundle.working_folder)) return malformed("working folder is not a clean path");
  for (auto& [path, content] : files.items()) {
    if (!isCleanPath(path)) return malformed("a file's path is not absolute and normal");
    if (!content.is_binary()) return malformed(path + " has no content");
    auto file = storedFile(content.get_binary());
    if (!file) return base::fail(file.error().within(path));
    bundle.files.emplace(path, std::move(*file));
    content = nullptr;  // large files are held once
  }
  for (const json& path : cases) {
    if (!path.is_string() || !bundle.files.contains(path.get<std::string>())) {
      return malformed("a testcase is not among the files");
    }
    bundle.testcase_files.push_back(path.get<std::string>());
  }
  return bundle;
}

class BundleFiles final : public FileSource {
 public:
  explicit BundleFiles(std::shared_ptr<const Bundle> bundle) : bundle_(std::move(bundle)) {}

  base::Result<FileContent> read(const std::string& path) override {
    auto file = open(path);
    if (!file) return base::fail(std::move(file.error()));
    return contentOf(**file);
  }
  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path) override {
    const auto found = bundle_->files.find(path);
    if (found != bundle_->files.end()) return found->second;
    return base::fail(base::ErrorCode::kNotFound, path + ": not in the bundle of this run");
  }
  [[nodiscard]] base::Result<base::StoredFilePtr> keep(const std::string& path) override {
    auto file = open(path);
    return !file || (*file)->bytes() ? file : FileSource::keep(path);
  }
  bool isFile(const std::string& path) override { return bundle_->files.contains(path); }
  bool isFolder(const std::string& path) override {
    const auto first = bundle_->files.lower_bound(path + "/");
    return first != bundle_->files.end() && first->first.starts_with(path + "/");
  }
  base::Result<std::vector<std::string>> filesBelow(const std::string& folder) override {
    std::vector<std::string> files;
    for (auto it = bundle_->files.lower_bound(folder + "/");
         it != bundle_->files.end() && it->first.starts_with(folder + "/"); ++it) {
      if (it->first.find("/.", folder.size()) == std::string::npos) files.push_back(it->first);
    }
    return files;
  }
  [[nodiscard]] const std::string& workingFolder() const override {
    return bundle_->working_folder;
  }

 private:
  std::shared_ptr<const Bundle> bundle_;
};

}  // namespace

base::Result<std::string> Bundle::encode() const {
  std::size_t size = 0;
  std::size_t keys = kKeysBytes;
  for (const auto& [path, file] : files) {
    if (file->size() > kMaxBundleBytes - size) {
      return base::fail(base::ErrorCode::kLimit,
                        path + ": with it the files of the workers are more than 1 GiB");
    }
    size += file->size();
    keys += path.size() + kHeadBytes;
  }
  // The same bytes as of a JSON document in memory, whose keys are sorted, without one.
  std::string bytes;
  bytes.reserve(size + keys);
  appendMapHead(bytes, 4);
  appendValue(bytes, "files");
  appendMapHead(bytes, static_cast<std::uint32_t>(files.size()));
  for (const auto& [path, file] : files) {
    appendValue(bytes, path);
    appendBinaryHead(bytes, static_cast<std::uint32_t>(file->size()));
    const std::size_t at = bytes.size();
    bytes.resize(at + file->size());
    if (auto done = file->read(0, std::span(bytes).subspan(at)); !done) {
      return base::fail(std::move(done.error()));
    }
  }
  appendValue(bytes, "testcase_files");
  appendValue(bytes, testcase_files);
  appendValue(bytes, "version");
  appendValue(bytes, kVersion);
  appendValue(bytes, "working_folder");
  appendValue(bytes, working_folder);
  return bytes;
}

base::Result<Bundle> Bundle::decode(std::string_view bytes) {
  if (bytes.size() > kMaxBundleBytes) return malformed("larger than 1 GiB");
  auto document = base::parseMsgpack(bytes, kBounds);
  if (!document) return malformed("not MessagePack of the expected shape");
  try {
    return bundleOf(std::move(*document));
  } catch (const std::exception& error) {
    return malformed(error.what());
  }
}

std::string bundleHash(std::string_view encoded) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const int done =
      EVP_Digest(encoded.data(), encoded.size(), digest.data(), &length, EVP_sha256(), nullptr);
  HRP_ASSERT(done == 1);
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

std::unique_ptr<FileSource> bundleFiles(std::shared_ptr<const Bundle> bundle) {
  return std::make_unique<BundleFiles>(std::move(bundle));
}

}  // namespace hrp::testcase
