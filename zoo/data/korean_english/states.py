"""The adjectives (with "be" in English unless `=` leads), the weather and what happens by itself, one sense a line, as in `verbs`."""

# ruff: noqa: E501 - a table reads best with one entry a line

# `korean | english | subjects`; subjects are noun groups and nouns (the English subject takes "the").
ADJECTIVES = """
친절하다 | kind | people
똑똑하다 | smart | people
바쁘다 | busy | people
피곤하다 | tired | people
아프다 | sick | people
행복하다 | happy | people
슬프다 | sad | people 영화 드라마 노래 시 소설 이야기
기쁘다 | glad | people
젊다 | young | people
유명하다 | famous | people 그림 영화 드라마 만화 노래 시 소설 식당 박물관 대학교 호텔
건강하다 | healthy | people
부지런하다 | diligent | people
게으르다 | lazy | people
외롭다/ㅂ | lonely | people
키가 크다 | tall | people
배가 고프다 | hungry | people
배가 부르다 | full | people
목이 마르다 | thirsty | people
배가 아프다 | =have a stomachache | people
머리가 아프다 | =have a headache | people
기분이 좋다 | in a good mood | people
기분이 나쁘다 | in a bad mood | people
크다 | big | 책상 침대 의자 상자 거울 가방 우산 모자 나무 인형 animal 그림 dish 텔레비전 트럭 사과 수박 딸기 학교 도서관 병원 공원 시장 집 교실 방 창문
작다 | small | 책상 침대 의자 상자 거울 가방 우산 모자 나무 인형 animal 그림 dish 라디오 카메라 사과 수박 딸기 카페 방 집 교실 가게 부엌 창문
비싸다 | expensive | clothes shoes -양말 모자 안경 jewelry furniture -상자 appliance vehicle cycle 가방 지갑 시계 카메라 휴대전화 선물 struck bowed 고기 생선 수박 딸기 커피 맥주 케이크 식당 호텔
싸다 | cheap | clothes shoes 모자 안경 jewelry furniture -상자 fruit -배1 빵 국수 커피 가방 시계 식당 호텔
쓰다 | bitter | 커피 차1 맥주 약 음식
맛이 쓰다 | =taste bitter | 커피 차1 맥주 약
달다 | sweet | fruit -밤 케이크 과자 주스
신선하다 | fresh | fruit -밤 생선 고기 우유
맵다/ㅂ | spicy | 김치 불고기 국수 수프 음식
맛있다 | delicious | food fruit drink -물 음식
뜨겁다/ㅂ | hot | 물 커피 차1 수프 음식 우유
차다 | cold | 물 우유 주스 맥주 커피
차갑다/ㅂ | cold | 물 우유 주스 맥주
따뜻하다 | warm | 방 교실 집 물 우유 코트 옷 양말 장갑
무겁다/ㅂ | heavy | furniture 가방 짐 소포 카메라
가볍다/ㅂ | light | 가방 상자 의자 카메라 우산 신발 옷
편하다 | comfortable | 의자 침대 신발 구두 옷 바지 셔츠
빠르다 | fast | 버스 기차 지하철 비행기 배2 vehicle cycle 컴퓨터 말
느리다 | slow | 버스 기차 배2 cycle 컴퓨터
길다 | long | 소설 시 편지 이메일 보고서 치마 코트 영화 드라마 이야기 회의
짧다 | short | 소설 시 편지 이메일 보고서 치마 바지 영화 만화 이야기 회의
재미있다 | interesting | 책 잡지 소설 시 편지 영화 드라마 만화 경기 course subject 이야기
무섭다/ㅂ | scary | 영화 드라마 소설 이야기
어렵다/ㅂ | difficult | 시험 문제 단어 숙제 책 소설 시 course subject
쉽다/ㅂ | easy | 시험 문제 단어 숙제 책 course subject
중요하다 | important | 약속 회의 시험 보고서 규칙 단어 숙제
예쁘다 | pretty | 옷 치마 코트 셔츠 한복 shoes 모자 안경 jewelry 가방 우산 시계 꽃 인형 dish 고양이 토끼
귀엽다/ㅂ | cute | 개 고양이 토끼 돼지 인형
아름답다/ㅂ | beautiful | picture 꽃 나무 시 music 정원 바다 산 공원
빨갛다/ㅎ | red | clothes shoes 가방 우산 모자 장갑 꽃 사과 딸기 vehicle cycle
파랗다/ㅎ | blue | clothes shoes 가방 우산 모자 장갑 바다 vehicle cycle
하얗다/ㅎ | white | clothes shoes 가방 모자 장갑 꽃 개 고양이 토끼 말 vehicle dish
까맣다/ㅎ | black | clothes -한복 shoes 가방 우산 모자 장갑 개 고양이 말 vehicle cycle
노랗다/ㅎ | yellow | clothes shoes 가방 우산 모자 꽃 바나나 cycle
두껍다/ㅂ | thick | 책 소설 잡지 사전 공책 코트 옷 양말 장갑
깨끗하다 | clean | 방 부엌 교실 집 식당 호텔 dish 옷 수건 창문
더럽다/ㅂ | dirty | 방 부엌 교실 식당 dish 옷 창문 신발
조용하다 | quiet | 도서관 방 카페 공원 교실 집
시끄럽다/ㅂ | noisy | 시장 역 식당 교실 카페 공항
넓다 | spacious | 방 부엌 교실 집 공원 체육관 정원
밝다 | bright | 방 교실 카페 부엌
어둡다/ㅂ | dark | 방 교실 극장 집
복잡하다 | complicated | 문제 규칙 지도 이야기
"""

# Adjectives that stand before nouns only, not before what one would have to make old.
BEFORE_NOUNS = """
새 | new | clothes shoes 모자 안경 jewelry 가방 지갑 시계 카메라 휴대전화 우산 인형 furniture appliance vehicle cycle dish 책 사전 공책 피아노 기타 바이올린
낡다 | old | 책상 침대 가방 지갑 옷 코트 신발 구두 시계 카메라 사전 컴퓨터 라디오 텔레비전 선풍기 vehicle cycle 피아노 기타 바이올린
"""

# `korean | english`, the subject included; the English subject is "it" or a "the" phrase.
WEATHER = """
비 오다 | it | rain
눈 내리다 | it | snow
눈 오다 | it | snow
바람 불다 | the wind | blow
날씨 좋다 | the weather | be good
날씨 나쁘다 | the weather | be bad
날씨 춥다/ㅂ | the weather | be cold
날씨 덥다/ㅂ | the weather | be hot
날씨 따뜻하다 | the weather | be warm
날씨 시원하다 | the weather | be cool
날씨 흐리다 | the weather | be cloudy
날씨 맑다 | the weather | be clear
"""

# `korean | english | subjects`
EVENTS = """
도착하다 | arrive | 버스 기차 비행기 배2 택시 소포 편지
출발하다 | leave | 버스 기차 비행기 배2
시작되다 | start | 수업 회의 경기 영화 시험 파티 강의
끝나다 | end | 수업 회의 경기 영화 시험 파티 강의
피다 | bloom | 꽃
자라다 | grow | 나무 꽃 토끼 고양이
자다 | sleep | 고양이 토끼 돼지 소
떨어지다 | fall | 돌 컵 접시 사과
"""
