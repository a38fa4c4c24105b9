#include "cluster/master/bundle_store.hpp"

#include <algorithm>
#include <utility>

#include "cluster/timing.hpp"

namespace hrp::cluster {

EncodedBundle BundleStore::find(const std::string& hash) {
  const auto found = std::find_if(bundles_.begin(), bundles_.end(),
                                  [&hash](const Entry& entry) { return entry.hash == hash; });
  if (found == bundles_.end()) return nullptr;
  bundles_.splice(bundles_.begin(), bundles_, found);
  return bundles_.front().bytes;
}

void BundleStore::fetch(const std::string& hash, std::uint64_t size) {
  if (fetching_ == hash && size_ == size) return;
  fetching_ = hash;
  size_ = size;
  received_.clear();
  received_.reserve(size);  // at most kMaxBundleBytes
  asked_ = false;
}

std::optional<BundleRequest> BundleStore::due(base::TimePoint now) {
  if (fetching_.empty() || (asked_ && now - asked_at_ < kResendInterval)) return std::nullopt;
  asked_ = true;
  asked_at_ = now;
  return BundleRequest{fetching_, received_.size()};
}

bool BundleStore::add(const BundleChunk& chunk) {
  if (chunk.hash != fetching_ || chunk.offset != received_.size()) return false;
  if (chunk.data.size() > size_ - received_.size()) return false;
  received_ += chunk.data;
  asked_ = false;
  if (received_.size() < size_) return false;
  keep(std::exchange(fetching_, {}), std::exchange(received_, {}));
  return true;
}

void BundleStore::keep(std::string hash, std::string bytes) {
  bundles_.push_front({std::move(hash), std::make_shared<const std::string>(std::move(bytes))});
  std::uint64_t older_bytes = 0;
  std::size_t count = 1;
  for (auto entry = std::next(bundles_.begin()); entry != bundles_.end();) {
    older_bytes += entry->bytes->size();
    const bool fits = ++count <= kMaxBundles && older_bytes <= kMaxBytes;
    entry = fits ? std::next(entry) : bundles_.erase(entry);
  }
}

void BundleStore::forget(const std::string& hash) {
  bundles_.remove_if([&hash](const Entry& entry) { return entry.hash == hash; });
}

}  // namespace hrp::cluster
