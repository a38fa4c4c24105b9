#pragma once
// StepTools: what the kinds of steps share on one engine thread: scratch space and flights that are
// not in use. Made by the thread's host, used on its thread.

#include <string>

#include "engine/pace/wait_list.hpp"
#include "engine/requests/request_renderer.hpp"
#include "engine/responses/response_reader.hpp"
#include "engine/steps/rendezvous.hpp"
#include "engine/steps/request.hpp"
#include "engine/steps/websocket.hpp"

namespace hrp::engine {

struct StepTools {
  StepTools(SharedRun& run, base::Random& random);

  RequestRenderer renderer;
  ResponseReader reader;
  std::string decoded_body;  // of one response
  FlightPool<RequestFlight> requests;
  FlightPool<SocketFlight> sockets;
  WaitList<Meeting> meetings;
};

}  // namespace hrp::engine
