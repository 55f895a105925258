import CZeroMQ

/// How a socket behaves, decided when it is made: most options work only before bind or connect.
///
/// ZeroMQ's own heartbeats are missing on purpose: libzmq 4.3.4 aborts the process when one is due
/// while a receive queue is full.
package struct Option: Sendable {
  let name: String
  let settings: [Setting]

  struct Setting: Sendable {
    let number: Int32
    let bytes: [UInt8]

    init(_ number: Int32, _ bytes: [UInt8]) {
      self.number = number
      self.bytes = bytes
    }

    init(_ number: Int32, _ value: some FixedWidthInteger) {
      self.init(number, withUnsafeBytes(of: value) { Array($0) })
    }
  }

  private init(_ name: String, _ settings: Setting...) {
    self.name = name
    self.settings = settings
  }
}

extension Option {
  /// How long closing may go on sending; zero, unless this is given.
  package static func linger(_ time: Duration) -> Option {
    Option("linger", Setting(ZMQ_LINGER, time.wholeMilliseconds))
  }

  /// The name by which a ROUTER at the other end addresses this socket: 1 to 255 bytes, the first not 0.
  ///
  /// Two peers under one name are a silent black hole; draw a fresh random one for every socket.
  package static func routingID(_ name: [UInt8]) -> Option {
    Option("routing id", Setting(ZMQ_ROUTING_ID, name))
  }

  /// The longest frame a peer may send, in bytes; a peer that sends a longer one is disconnected.
  ///
  /// libzmq counts what CURVE adds too; without CURVE, so much more gets through.
  package static func maximumFrameSize(_ bytes: Int) -> Option {
    let curve = 33  // A command's name, a nonce, a MAC and flags: ZeroMQ's RFC 26.
    return Option("maximum frame size", Setting(ZMQ_MAXMSGSIZE, Int64(bytes + curve)))
  }

  /// How many messages may wait to be sent to one peer; 0 is no limit, 1000 the default.
  package static func sendHighWater(_ messages: Int32) -> Option {
    Option("send high water", Setting(ZMQ_SNDHWM, messages))
  }

  /// How many messages of one peer may wait to be received; 0 is no limit, 1000 the default.
  package static func receiveHighWater(_ messages: Int32) -> Option {
    Option("receive high water", Setting(ZMQ_RCVHWM, messages))
  }

  /// Messages queue only for peers that are connected, not for those that may be one day.
  package static let immediate = Option("immediate", Setting(ZMQ_IMMEDIATE, Int32(1)))

  /// A ROUTER says `unroutable` where it would drop a message silently.
  package static let routerMandatory = Option(
    "router mandatory", Setting(ZMQ_ROUTER_MANDATORY, Int32(1)))

  /// How long a peer may take to introduce itself before it is disconnected; 30 s by default.
  package static func handshakeInterval(_ time: Duration) -> Option {
    Option("handshake interval", Setting(ZMQ_HANDSHAKE_IVL, time.wholeMilliseconds))
  }

  /// How long to wait before a lost connection is tried again, doubling up to `longest`.
  package static func reconnectInterval(_ first: Duration, upTo longest: Duration) -> Option {
    Option(
      "reconnect interval", Setting(ZMQ_RECONNECT_IVL, first.wholeMilliseconds),
      Setting(ZMQ_RECONNECT_IVL_MAX, longest.wholeMilliseconds))
  }

  /// The kernel asks a silent peer for a sign of life; `idle` and `interval` in whole seconds.
  package static func tcpKeepalive(idle: Duration, interval: Duration, count: Int32) -> Option {
    Option(
      "TCP keepalive", Setting(ZMQ_TCP_KEEPALIVE, Int32(1)),
      Setting(ZMQ_TCP_KEEPALIVE_IDLE, Int32(clamping: idle.components.seconds)),
      Setting(ZMQ_TCP_KEEPALIVE_INTVL, Int32(clamping: interval.components.seconds)),
      Setting(ZMQ_TCP_KEEPALIVE_CNT, count))
  }

  /// Binds and connects to IPv6 addresses too.
  package static let ipv6 = Option("IPv6", Setting(ZMQ_IPV6, Int32(1)))

  /// Speaks CURVE as the side that clients must know the public key of.
  ///
  /// On its own it lets in every client key: `requireZAP(domain:)` belongs to it.
  package static func curveServer(secretKey: CurveKey) -> Option {
    Option(
      "CURVE server", Setting(ZMQ_CURVE_SERVER, Int32(1)),
      Setting(ZMQ_CURVE_SECRETKEY, secretKey.bytes))
  }

  /// Speaks CURVE as a client that trusts only the server with this public key.
  package static func curveClient(_ keys: CurveKeyPair, serverKey: CurveKey) -> Option {
    Option(
      "CURVE client", Setting(ZMQ_CURVE_SERVERKEY, serverKey.bytes),
      Setting(ZMQ_CURVE_PUBLICKEY, keys.publicKey.bytes),
      Setting(ZMQ_CURVE_SECRETKEY, keys.secretKey.bytes))
  }

  /// Every connection is put before the ZAP handler of the context, and refused where there is none.
  package static func requireZAP(domain: String) -> Option {
    Option(
      "ZAP domain", Setting(ZMQ_ZAP_DOMAIN, Array(domain.utf8)),
      Setting(enforceZAPDomain, Int32(1)))
  }
}

/// `ZMQ_ZAP_ENFORCE_DOMAIN`, which the header shows to drafts only; without it a missing handler
/// lets everybody in.
private let enforceZAPDomain: Int32 = 93

extension Duration {
  /// Rounded up, so that a wait never turns into a spin; clamped to what C takes.
  var wholeMilliseconds: Int32 {
    Int32(min(max((self / .milliseconds(1)).rounded(.up), 0), Double(Int32.max)))
  }
}
