#pragma once
// BundleStore: the encoded bundles a worker has, and the one it is fetching chunk by chunk. Bounded
// in number and in bytes; the least recently used goes first. Pure; one owner, one thread. Whether
// the bytes belong to the hash is checked where they are loaded, off the cluster thread.

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

using EncodedBundle = std::shared_ptr<const std::string>;

class BundleStore {
 public:
  static constexpr std::size_t kMaxBundles = 8;
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{512} << 20;  // beside the newest

  [[nodiscard]] EncodedBundle find(const std::string& hash);
  // Begins to fetch, or goes on when it is the bundle that is being fetched already.
  void fetch(const std::string& hash, std::uint64_t size);
  // The request to send now: the next chunk, again when no answer came. Empty: nothing to fetch.
  [[nodiscard]] std::optional<BundleRequest> due(base::TimePoint now);
  // True when the chunk completed its bundle.
  [[nodiscard]] bool add(const BundleChunk& chunk);
  // A bundle that turned out to be broken must be fetched again.
  void forget(const std::string& hash);

 private:
  struct Entry {
    std::string hash;
    EncodedBundle bytes;
  };
  void keep(std::string hash, std::string bytes);

  std::list<Entry> bundles_;  // the most recently used first
  std::string fetching_;
  std::uint64_t size_ = 0;
  std::string received_;
  base::TimePoint asked_at_{};
  bool asked_ = false;
};

}  // namespace hrp::cluster
