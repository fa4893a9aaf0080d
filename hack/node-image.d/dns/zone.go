// SPDX-License-Identifier: Apache-2.0

package main

import (
	"net"
	"strings"

	"github.com/miekg/dns"
	v1 "k8s.io/api/core/v1"
)

const ttl = 5

// zone answers for the names of a cluster, from what the cluster holds at that moment.
type zone struct {
	// domain is the cluster's, with a dot at its end.
	domain    string
	service   func(namespace, name string) *v1.Service
	endpoints func(namespace, name string) *v1.Endpoints
	services  func() []*v1.Service
}

// answer is what a zone knows of a name: nothing at all, or a name, of which it has some records.
type answer struct {
	isKnown bool
	records []dns.RR
	extra   []dns.RR
}

// lookup answers a question about a name within the domain.
func (z zone) lookup(question dns.Question) answer {
	name := strings.ToLower(question.Name)
	labels := dns.SplitDomainName(strings.TrimSuffix(name, z.domain))
	if len(labels) < 3 {
		// The name of a branch: it is there, and has no records.
		isBranch := len(labels) == 0 || labels[len(labels)-1] == "svc" || labels[len(labels)-1] == "pod"
		return answer{isKnown: isBranch}
	}
	last := len(labels) - 1
	switch {
	case labels[last] == "pod" && len(labels) == 3:
		address := net.ParseIP(strings.ReplaceAll(labels[0], "-", "."))
		if address == nil {
			address = net.ParseIP(strings.ReplaceAll(labels[0], "-", ":"))
		}
		return addresses(question, address)
	case labels[last] != "svc":
		return answer{}
	}
	service := z.service(labels[last-1], labels[last-2])
	if service == nil {
		return answer{}
	}
	switch prefix := labels[:last-2]; len(prefix) {
	case 0:
		return z.ofService(question, service)
	case 1:
		return z.ofEndpoint(question, service, prefix[0])
	case 2:
		port, protocol := strings.TrimPrefix(prefix[0], "_"), strings.TrimPrefix(prefix[1], "_")
		return z.ofPort(question, service, port, protocol)
	}
	return answer{}
}

func (z zone) ofService(question dns.Question, service *v1.Service) answer {
	if service.Spec.Type == v1.ServiceTypeExternalName {
		header := dns.RR_Header{Name: question.Name, Rrtype: dns.TypeCNAME, Class: dns.ClassINET, Ttl: ttl}
		return answer{true, []dns.RR{&dns.CNAME{Hdr: header, Target: dns.Fqdn(service.Spec.ExternalName)}}, nil}
	}
	if service.Spec.ClusterIP != v1.ClusterIPNone {
		return addresses(question, net.ParseIP(service.Spec.ClusterIP))
	}
	var all []net.IP
	z.eachEndpoint(service, func(address v1.EndpointAddress, _ []v1.EndpointPort) {
		all = append(all, net.ParseIP(address.IP))
	})
	return addresses(question, all...)
}

// ofEndpoint answers for one address of a service, which has a host name or is named by its numbers.
func (z zone) ofEndpoint(question dns.Question, service *v1.Service, host string) answer {
	var found []net.IP
	z.eachEndpoint(service, func(address v1.EndpointAddress, _ []v1.EndpointPort) {
		if hostname(address) == host {
			found = append(found, net.ParseIP(address.IP))
		}
	})
	return addresses(question, found...)
}

// ofPort answers where a named port of a service is.
func (z zone) ofPort(question dns.Question, service *v1.Service, name, protocol string) answer {
	result := answer{}
	add := func(target string, port int32, address net.IP) {
		result.isKnown = true
		if question.Qtype != dns.TypeSRV && question.Qtype != dns.TypeANY {
			return
		}
		header := dns.RR_Header{Name: question.Name, Rrtype: dns.TypeSRV, Class: dns.ClassINET, Ttl: ttl}
		result.records = append(result.records,
			&dns.SRV{Hdr: header, Weight: 100, Port: uint16(port), Target: target})
		if record := addressRecord(target, address); record != nil {
			result.extra = append(result.extra, record)
		}
	}
	if service.Spec.ClusterIP != v1.ClusterIPNone {
		for _, port := range service.Spec.Ports {
			if port.Name == name && strings.EqualFold(string(port.Protocol), protocol) {
				add(z.nameOf(service), port.Port, net.ParseIP(service.Spec.ClusterIP))
			}
		}
		return result
	}
	z.eachEndpoint(service, func(address v1.EndpointAddress, ports []v1.EndpointPort) {
		for _, port := range ports {
			if port.Name == name && strings.EqualFold(string(port.Protocol), protocol) {
				add(hostname(address)+"."+z.nameOf(service), port.Port, net.ParseIP(address.IP))
			}
		}
	})
	return result
}

// reverse answers which service has an address; not known is what others may know.
func (z zone) reverse(question dns.Question) answer {
	for _, service := range z.services() {
		name, err := dns.ReverseAddr(service.Spec.ClusterIP)
		if err != nil || !strings.EqualFold(name, question.Name) {
			continue
		}
		header := dns.RR_Header{Name: question.Name, Rrtype: dns.TypePTR, Class: dns.ClassINET, Ttl: ttl}
		return answer{true, []dns.RR{&dns.PTR{Hdr: header, Ptr: z.nameOf(service)}}, nil}
	}
	return answer{}
}

func (z zone) nameOf(service *v1.Service) string {
	return service.Name + "." + service.Namespace + ".svc." + z.domain
}

func (z zone) eachEndpoint(service *v1.Service, visit func(v1.EndpointAddress, []v1.EndpointPort)) {
	endpoints := z.endpoints(service.Namespace, service.Name)
	if endpoints == nil {
		return
	}
	for _, subset := range endpoints.Subsets {
		all := subset.Addresses
		if service.Spec.PublishNotReadyAddresses {
			all = append(append([]v1.EndpointAddress{}, all...), subset.NotReadyAddresses...)
		}
		for _, address := range all {
			visit(address, subset.Ports)
		}
	}
}

func hostname(address v1.EndpointAddress) string {
	if address.Hostname != "" {
		return address.Hostname
	}
	return strings.NewReplacer(".", "-", ":", "-").Replace(address.IP)
}

// addresses answers with the addresses of the kind that is asked for; none at all is no such name.
func addresses(question dns.Question, all ...net.IP) answer {
	result := answer{}
	for _, address := range all {
		record := addressRecord(question.Name, address)
		if record == nil {
			continue
		}
		result.isKnown = true
		if question.Qtype == dns.TypeANY || record.Header().Rrtype == question.Qtype {
			result.records = append(result.records, record)
		}
	}
	return result
}

func addressRecord(name string, address net.IP) dns.RR {
	header := dns.RR_Header{Name: name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: ttl}
	if address == nil {
		return nil
	}
	if short := address.To4(); short != nil {
		return &dns.A{Hdr: header, A: short}
	}
	header.Rrtype = dns.TypeAAAA
	return &dns.AAAA{Hdr: header, AAAA: address}
}
