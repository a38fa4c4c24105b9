#include "engine/steps/flight.hpp"

#include <gtest/gtest.h>

#include "engine/steps/request.hpp"

namespace hrp::engine {
namespace {

TEST(FlightPool, ReusesFlightsAndForgetsWhatTheyDid) {
  FlightPool<RequestFlight> pool;
  auto flight = pool.take();
  RequestFlight* const address = flight.get();
  flight->tally.sent = true;
  flight->redirects = 3;
  flight->tally.bytes_sent = 10;
  flight->rendered.own_head = "GET";
  pool.giveBack(std::move(flight));
  flight = pool.take();
  EXPECT_EQ(flight.get(), address);
  EXPECT_FALSE(flight->tally.sent);
  EXPECT_EQ(flight->redirects, 0);
  EXPECT_EQ(flight->tally.bytes_sent, 0U);
}

TEST(FlightPool, KeepsNoLargeBuffers) {
  FlightPool<RequestFlight> pool;
  auto flight = pool.take();
  flight->rendered.own_body.assign(Flight::kMaxKeptBytes + 1, 'x');
  pool.giveBack(std::move(flight));
  EXPECT_EQ(pool.take()->rendered.own_body.capacity(), std::string().capacity());
}

}  // namespace
}  // namespace hrp::engine
