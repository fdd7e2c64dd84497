#include "udp.h"

#include <stdbool.h>
#include <stddef.h>

#include "ethernet.h"
#include "memory.h"

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_ARP = 0x0806, PROTOCOL_ICMP = 1, PROTOCOL_UDP = 17 };
enum { ETHERNET_BYTES = 14, ARP_BYTES = 28, IPV4_BYTES = 20, UDP_BYTES = 8, TIME_TO_LIVE = 64 };

static uint32_t own_ip;
static uint16_t own_port, second_port;
static void (*datagram_handler)(const struct endpoint *from, const uint8_t *payload, uint32_t length);
static void (*second_handler)(const struct endpoint *from, const uint8_t *payload, uint32_t length);

static uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }
static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

static void put16(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value);
}

/* One's complement sum of big-endian words (RFC 1071), not yet folded. */
static uint32_t sum(const uint8_t *bytes, uint32_t length) {
  uint32_t total = 0;
  for (; length > 1; bytes += 2, length -= 2) total += get16(bytes);
  return length ? total + (uint32_t)(bytes[0] << 8) : total;
}

/* 0 for a range that includes its own right checksum. */
static uint16_t checksum(uint32_t total) {
  while (total >> 16) total = (total & 0xFFFF) + (total >> 16);
  return (uint16_t)~total;
}

static uint32_t pseudo_header_sum(uint32_t a, uint32_t b, uint32_t udp_length) {
  return (a >> 16) + (a & 0xFFFF) + (b >> 16) + (b & 0xFFFF) + PROTOCOL_UDP + udp_length;
}

static void write_ethernet(uint8_t *frame, const uint8_t *to, uint16_t type) {
  memcpy(frame, to, 6);
  memcpy(frame + 6, ethernet_address, 6);
  put16(frame + 12, type);
}

static void write_ipv4(uint8_t *packet, uint32_t to, uint8_t protocol, uint32_t payload_length) {
  put16(packet, 0x4500);
  put16(packet + 2, IPV4_BYTES + payload_length);
  put32(packet + 4, 0x4000); /* identification 0, don't fragment */
  put16(packet + 8, TIME_TO_LIVE << 8 | protocol);
  put16(packet + 10, 0);
  put32(packet + 12, own_ip);
  put32(packet + 16, to);
  put16(packet + 10, checksum(sum(packet, IPV4_BYTES)));
}

static void receive_arp(const uint8_t *arp, uint32_t length) {
  if (length < ARP_BYTES || get32(arp) != 0x00010800 || get32(arp + 4) != 0x06040001) return; /* a request */
  if (get32(arp + 24) != own_ip) return;
  uint8_t *frame = ethernet_buffer();
  if (!frame) return;
  write_ethernet(frame, arp + 8, ETHERTYPE_ARP);
  uint8_t *reply = frame + ETHERNET_BYTES;
  memcpy(reply, arp, 6);
  put16(reply + 6, 2);
  memcpy(reply + 8, ethernet_address, 6);
  put32(reply + 14, own_ip);
  memcpy(reply + 18, arp + 8, 10); /* the asker's addresses */
  ethernet_send(ETHERNET_BYTES + ARP_BYTES);
}

static void receive_icmp(const struct endpoint *from, const uint8_t *message, uint32_t length) {
  if (length < 8 || get16(message) != 0x0800 || checksum(sum(message, length))) return; /* an echo request */
  uint8_t *frame = ethernet_buffer();
  if (!frame) return;
  write_ethernet(frame, from->ethernet, ETHERTYPE_IPV4);
  write_ipv4(frame + ETHERNET_BYTES, from->ip, PROTOCOL_ICMP, length);
  uint8_t *reply = frame + ETHERNET_BYTES + IPV4_BYTES;
  memcpy(reply, message, length);
  put32(reply, 0);
  put16(reply + 2, checksum(sum(reply, length)));
  ethernet_send(ETHERNET_BYTES + IPV4_BYTES + length);
}

static void receive_udp(struct endpoint *from, const uint8_t *udp, uint32_t length) {
  if (length < UDP_BYTES) return;
  uint16_t port = get16(udp + 2);
  if (port != own_port && (!second_handler || port != second_port)) return;
  uint32_t udp_length = get16(udp + 4);
  if (udp_length < UDP_BYTES || udp_length > length) return;
  if (get16(udp + 6) && checksum(pseudo_header_sum(from->ip, own_ip, udp_length) + sum(udp, udp_length))) return;
  from->port = get16(udp);
  (port == own_port ? datagram_handler : second_handler)(from, udp + UDP_BYTES, udp_length - UDP_BYTES);
}

static void receive_ipv4(const uint8_t *ethernet_source, const uint8_t *packet, uint32_t length) {
  if (length < IPV4_BYTES || packet[0] >> 4 != 4) return;
  uint32_t header = (packet[0] & 15) * 4u, total = get16(packet + 2);
  if (header < IPV4_BYTES || total < header || total > length || checksum(sum(packet, header))) return;
  if (get32(packet + 16) != own_ip || get16(packet + 6) & 0x3FFF) return; /* not a fragment */
  struct endpoint from = {.ip = get32(packet + 12)};
  memcpy(from.ethernet, ethernet_source, 6);
  if (packet[9] == PROTOCOL_ICMP) receive_icmp(&from, packet + header, total - header);
  if (packet[9] == PROTOCOL_UDP) receive_udp(&from, packet + header, total - header);
}

static void receive(uint8_t *frame, uint32_t length) {
  if (length < ETHERNET_BYTES || length > ETHERNET_FRAME_MAX) return;
  if (!(frame[0] & 1) && memcmp(frame, ethernet_address, 6)) return; /* flooded by the switch, for somebody else */
  uint16_t type = get16(frame + 12);
  if (type == ETHERTYPE_ARP) receive_arp(frame + ETHERNET_BYTES, length - ETHERNET_BYTES);
  if (type == ETHERTYPE_IPV4) receive_ipv4(frame + 6, frame + ETHERNET_BYTES, length - ETHERNET_BYTES);
}

void udp_init(uint32_t ip, uint16_t port,
              void (*handler)(const struct endpoint *from, const uint8_t *payload, uint32_t length)) {
  own_ip = ip;
  own_port = port;
  datagram_handler = handler;
  ethernet_init(receive);
}

void udp_listen(uint16_t port, void (*handler)(const struct endpoint *from, const uint8_t *payload, uint32_t length)) {
  second_port = port;
  second_handler = handler;
}

void udp_send(const struct endpoint *to, const void *payload, uint32_t length) {
  uint8_t *frame = ethernet_buffer();
  if (!frame || length > UDP_PAYLOAD_MAX) return;
  write_ethernet(frame, to->ethernet, ETHERTYPE_IPV4);
  write_ipv4(frame + ETHERNET_BYTES, to->ip, PROTOCOL_UDP, UDP_BYTES + length);
  uint8_t *udp = frame + ETHERNET_BYTES + IPV4_BYTES;
  put16(udp, own_port);
  put16(udp + 2, to->port);
  put16(udp + 4, UDP_BYTES + length);
  put16(udp + 6, 0);
  memcpy(udp + UDP_BYTES, payload, length);
  uint16_t check = checksum(pseudo_header_sum(own_ip, to->ip, UDP_BYTES + length) + sum(udp, UDP_BYTES + length));
  put16(udp + 6, check ? check : 0xFFFF); /* 0 would mean "none" (RFC 768) */
  ethernet_send(ETHERNET_BYTES + IPV4_BYTES + UDP_BYTES + length);
}
